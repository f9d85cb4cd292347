#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads and writes whole files.
enum Files {
  /// Larger files are not read to their end: no scenario is, and its reader says so.
  static let sizeMax = 17 << 20

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The bytes of a file, or of standard input for `-`.
  static func read(_ path: String, atMost limit: Int = sizeMax) throws -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw problem("cannot read", path) }
    defer { if path != "-" { close(descriptor) } }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      let count = buffer.withUnsafeMutableBytes {
        systemRead(descriptor, $0.baseAddress!, $0.count)
      }
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw problem("cannot read", path)
      }
      bytes += buffer[..<count]
    }
    return bytes
  }

  /// Writes files into a directory: all of them, or none. An older result is only replaced on
  /// request.
  static func write(
    _ files: [(name: String, text: String)], to directory: String, replacing: Bool
  ) throws {
    let target =
      directory.count > 1 && directory.hasSuffix("/")
      ? String(directory.dropLast()) : directory
    let exists = access(target, F_OK) == 0
    if exists, !replacing {
      throw Failure(
        code: .inputOutput,
        message: "\(target) exists already. Name another directory, or add --force to replace it.")
    }
    let partial = "\(target).partial-\(getpid())"
    guard mkdir(partial, 0o777) == 0 else { throw problem("cannot create", target) }
    do {
      for file in files { try write(file.text, to: "\(partial)/\(file.name)") }
      if exists { try moveAside(target, pid: getpid(), files.map(\.name)) }
      guard rename(partial, target) == 0 else { throw problem("cannot create", target) }
    } catch {
      remove(partial, files.map(\.name))
      throw error
    }
  }

  /// Takes an older result away. Only what this program writes is deleted; anything else stays, and
  /// says so.
  private static func moveAside(_ target: String, pid: Int32, _ names: [String]) throws {
    let old = "\(target).old-\(pid)"
    guard rename(target, old) == 0 else { throw problem("cannot replace", target) }
    for name in names { unlink("\(old)/\(name)") }
    if rmdir(old) != 0 {
      Terminal.tell("migsim: \(old) keeps files of the older \(target) that are not migsim's")
    }
  }

  private static func remove(_ directory: String, _ names: [String]) {
    for name in names { unlink("\(directory)/\(name)") }
    rmdir(directory)
  }

  /// Writes one file, whole or not at all.
  static func replace(_ text: String, at path: String) throws {
    let partial = "\(path).partial-\(getpid())"
    do {
      try write(text, to: partial)
    } catch {
      unlink(partial)
      throw error
    }
    guard rename(partial, path) == 0 else {
      let problem = problem("cannot write", path)
      unlink(partial)
      throw problem
    }
  }

  private static func write(_ text: String, to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw problem("cannot write", path) }
    defer { close(descriptor) }
    var text = text
    try text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count {
        let count = systemWrite(descriptor, bytes.baseAddress! + done, bytes.count - done)
        if count < 0 {
          if errno == EINTR { continue }
          throw problem("cannot write", path)
        }
        done += count
      }
    }
  }

  private static func problem(_ what: String, _ path: String) -> Failure {
    let why = String(cString: strerror(errno))
    return Failure(code: .inputOutput, message: "\(what) \(path): \(why)")
  }
}

/// `read(2)`, under a name that no method hides.
func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, bytes, count)
}
