/// Whole numbers as Kafka's tools print them. They may exceed 32 bits; none passes through a
/// floating-point number.
enum Numbers {
  /// No log is longer than this: a million records a second for two years. It keeps sums over the
  /// partitions of a topic within 64 bits.
  static let offsetMax: Int64 = 1 << 46

  /// Reads digits with an optional minus sign; nil for anything else and for what does not fit.
  static func integer(_ bytes: ArraySlice<UInt8>) -> Int64? {
    let isNegative = bytes.first == UInt8(ascii: "-")
    let digits = isNegative ? bytes.dropFirst() : bytes
    guard !digits.isEmpty, digits.count <= 18, digits.allSatisfy(\.isDigit) else { return nil }
    let value = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
    return isNegative ? -value : value
  }

  /// Reads an offset.
  static func offset(_ bytes: ArraySlice<UInt8>) -> Int64? {
    integer(bytes).flatMap { 0...offsetMax ~= $0 ? $0 : nil }
  }

  /// Reads the number of a partition.
  static func partition(_ bytes: ArraySlice<UInt8>) -> Int? {
    integer(bytes).flatMap { 0..<Int64(partitionsMax) ~= $0 ? Int($0) : nil }
  }

  /// As many partitions as the format takes for one topic.
  static let partitionsMax = 100_000
}
