#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs this program once more and measures the whole process.
struct ProcessTimer {
  var seconds: Double
  var mebibytes: Double
  var status: Int32

  /// - Throws: `Failure` when the process cannot be started.
  init(_ arguments: [String]) throws {
    let path = CommandLine.arguments[0].contains("/") ? CommandLine.arguments[0] : "/proc/self/exe"
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let began = Terminal.seconds
    guard posix_spawn(&process, path, nil, nil, &words, environ) == 0 else {
      throw Failure(code: .inputOutput, message: "cannot start \(path)")
    }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
    seconds = Terminal.seconds - began
    mebibytes = Double(usage.ru_maxrss) / 1024
    self.status = status >> 8 & 0xff
  }
}
