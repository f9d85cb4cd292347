#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Which random worlds to try. `MIGSIM_WORLDS=1-5000` tries more, `MIGSIM_WORLDS=17-17` one again.
enum WorldNumbers {
  static func range(or standard: ClosedRange<UInt64>) -> ClosedRange<UInt64> {
    guard let text = getenv("MIGSIM_WORLDS").map({ String(cString: $0) }) else { return standard }
    let ends = text.split(separator: "-").compactMap { UInt64($0) }
    return ends.count == 2 && ends[0] <= ends[1] ? ends[0]...ends[1] : standard
  }
}
