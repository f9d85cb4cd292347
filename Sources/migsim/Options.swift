import Documents

/// The words after a command: options with or without a value, and everything else.
///
/// `--seed 7` and `--seed=7` mean the same; after `--` nothing is an option.
struct Options {
  private var values: [String: String] = [:]
  private var lists: [String: [String]] = [:]
  private(set) var operands: [String] = []

  /// - Parameters:
  ///   - flags: Options without a value.
  ///   - repeated: Options that take one and may be given several times.
  ///   - valued: Options that take one.
  init(
    _ words: [String], command: String, flags: [String] = [], repeated: [String] = [],
    valued: [String] = []
  ) throws {
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        return
      }
      guard word.hasPrefix("-"), word != "-" else {
        operands.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      let given = parts.count == 2 ? String(parts[1]) : nil
      if flags.contains(name) {
        guard given == nil else { throw Failure.usage("\(name) takes no value") }
        values[name] = ""
      } else if (repeated + valued).contains(name) {
        guard let value = given ?? rest.popFirst() else {
          throw Failure.usage("\(name) needs a value")
        }
        if repeated.contains(name) {
          lists[name, default: []].append(value)
          continue
        }
        guard values[name] == nil else { throw Failure.usage("\(name) is given twice") }
        values[name] = value
      } else {
        throw Self.unknown(name, command, flags + repeated + valued)
      }
    }
  }

  private static func unknown(_ name: String, _ command: String, _ known: [String]) -> Failure {
    let nearest = Suggestion.nearest(to: name, among: known.sorted()).map {
      "; did you mean \($0)?"
    }
    return .usage(
      "unknown option \(name)\(nearest ?? "") (migsim \(command) --help tells them all)")
  }

  func has(_ flag: String) -> Bool { values[flag] != nil }

  /// The values of an option that may be given several times, in order.
  func all(_ name: String) -> [String] { lists[name] ?? [] }

  subscript(name: String) -> String? { values[name] }

  /// A whole number of a range; nil if it was not given.
  func number(_ name: String, in range: ClosedRange<UInt64>) throws -> UInt64? {
    guard let text = values[name] else { return nil }
    let number =
      text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text, radix: 10)
    guard let number, range.contains(number) else {
      throw Failure.usage(
        "\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound), "
          + "and this is \"\(text)\"")
    }
    return number
  }

  /// One word of several.
  func choice(_ name: String, of words: [String]) throws -> String {
    guard let text = values[name] else { return words[0] }
    guard words.contains(text) else {
      let nearest = Suggestion.nearest(to: text, among: words).map { "; did you mean \($0)?" } ?? ""
      throw Failure.usage(
        "\(name) takes \(words.joined(separator: " or ")), not \"\(text)\"\(nearest)")
    }
    return text
  }
}
