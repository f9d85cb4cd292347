import Documents

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Standard output and standard error. Results go to the first, everything else to the second.
enum Terminal {
  static func print(_ text: String) { write(text, to: STDOUT_FILENO) }

  static func tell(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// Everything that there is to say about a file.
  static func tell(_ diagnostics: Diagnostics) { write(diagnostics.text(), to: STDERR_FILENO) }

  /// Whether somebody watches standard error.
  static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

  /// Whether standard output shows colour: a terminal does, unless its user asked for none.
  static var hasColor: Bool {
    isatty(STDOUT_FILENO) == 1 && !isSet("NO_COLOR") && value(of: "TERM") != "dumb"
  }

  /// Seconds since some moment, for figures that are told on standard error only.
  static var seconds: Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }

  private static func isSet(_ name: String) -> Bool { !(value(of: name) ?? "").isEmpty }

  private static func value(of name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// Writes all of it, or ends quietly when nobody reads any more.
  private static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = UnsafeBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
          systemWrite(descriptor, $0.baseAddress!, $0.count)
        }
        if count < 0 {
          if errno == EINTR { continue }
          if errno == EPIPE { exit(0) }
          if descriptor == STDOUT_FILENO {
            tell("migsim: cannot write to standard output: \(String(cString: strerror(errno)))")
            exit(ExitCode.inputOutput.rawValue)
          }
          return
        }
        rest = rest.dropFirst(count)
      }
    }
  }
}

/// `write(2)`, under a name that no method hides.
func systemWrite(_ descriptor: Int32, _ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
