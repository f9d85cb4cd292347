#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads whole files. Without Foundation, which a test suite may not want.
enum ScenarioBytes {
  /// Larger files are not read to their end: no scenario is, and its reader says so.
  private static let sizeMax = 17 << 20

  static func read(_ path: String) throws(ScenarioError) -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw problem(path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= sizeMax {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    // A directory opens, and fails here.
    guard ferror(file) == 0 else { throw problem(path) }
    return bytes
  }

  private static func problem(_ path: String) -> ScenarioError {
    ScenarioError(["\(path): error: cannot be read: \(String(cString: strerror(errno)))"])
  }
}
