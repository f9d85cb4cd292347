extension JSONSyntaxError {
  /// What is wrong, without the place.
  package var message: String {
    switch problem {
    case .tooLarge(let limit):
      // How many they are, nobody knows who stopped reading.
      return "the file has more than the \(limit) bytes that are read"
    case .tooDeep(let limit):
      return "nested more than \(limit) levels deep"
    case .empty:
      return "the file is empty; expected a JSON object"
    case .byteOrderMark:
      return "the file begins with a byte order mark"
    case .wrongEncoding(let name):
      return "the file is \(name); expected UTF-8 text"
    case .invalidUTF8(let byte):
      return "byte 0x\(Self.hex(UInt32(byte), digits: 2)) is not valid UTF-8 here"
    case .expected(let expectation, let found):
      return "expected \(Self.words(for: expectation)), found \(Self.words(for: found))"
    case .unclosed(.string, let opening):
      return "the file ends inside the string that opens at \(opening)"
    case .unclosed(let container, let opening):
      return "the file ends inside the \(Self.words(for: container)) that opens at \(opening)"
    case .mismatched(let container, let opening, let found):
      let close = container == .object ? "}" : "]"
      return "expected \",\" or \"\(close)\" in the \(Self.words(for: container)) that opens at "
        + "\(opening), found \(Self.words(for: found))"
    case .missingComma(_, let next):
      return "expected \",\" before \(Self.words(for: next))"
    case .trailingComma(let container):
      let part = container == .object ? "member" : "element"
      return "a comma after the last \(part) of an \(Self.words(for: container))"
    case .comment:
      return "JSON has no comments"
    case .duplicateKey(let key, let first):
      return "duplicate key \(quoted(key)); it stands first at \(first)"
    case .unquotedKey(let key):
      return "the key \(key) needs quotes"
    case .lineBreakInString(let opening):
      return "the line ends inside the string that opens at \(opening)"
    case .controlCharacter(let byte):
      return "control character \(Self.codePoint(UInt32(byte))) in a string"
    case .badEscape(let found):
      return "unknown escape: a backslash before \(Self.words(for: found))"
    case .badUnicodeEscape:
      return #"expected four hexadecimal digits after "\u""#
    case .loneSurrogate(let unit):
      return "\"\\u\(Self.hex(UInt32(unit), digits: 4))\" is half of a surrogate pair, "
        + "and its other half is missing"
    case .badNumber(let text, let flaw):
      return "\(text) is not a JSON number: \(Self.words(for: flaw))"
    case .unknownWord(let word):
      return "expected a value, found the word \(word)"
    case .singleQuote:
      return "strings and keys stand in double quotes"
    }
  }

  /// The way out, where there is more to say than the message does.
  package var hint: String? {
    switch problem {
    case .tooLarge: "describe traffic by rates and topics by count instead of listing them"
    case .byteOrderMark: "save the file as UTF-8 without BOM"
    case .wrongEncoding, .invalidUTF8: "save the file as UTF-8"
    case .trailingComma: "remove the comma"
    case .comment: "remove it"
    case .unquotedKey(let key): "write \"\(key)\""
    case .lineBreakInString: "close the string with a quote, or write a line break as \\n"
    case .controlCharacter(0x09): "write a tab as \\t"
    case .controlCharacter(let byte): "write it as \\u\(Self.hex(UInt32(byte), digits: 4))"
    case .badEscape: "write a backslash itself as \\\\"
    case .badNumber(let text, .unquotedText): "write \"\(text)\" if it is a text with a unit"
    case .unknownWord(let word): Self.hint(for: word)
    case .expected(.key, .scalar(",")), .expected(.value, .scalar(",")): "one comma is enough"
    case .expected(_, .scalar(let scalar)) where Self.curlyQuotes.contains(scalar):
      "strings stand in straight quotes: \"…\""
    default: nil
    }
  }

  private static let curlyQuotes: [Unicode.Scalar] = [
    "\u{201C}", "\u{201D}", "\u{201E}", "\u{2018}", "\u{2019}", "\u{00AB}", "\u{00BB}",
  ]

  private static func hint(for word: String) -> String {
    switch word.lowercased() {
    case "true", "yes", "on": "write true"
    case "false", "no", "off": "write false"
    case "null", "nil", "none", "undefined": "write null"
    case "nan", "infinity": "JSON numbers are finite"
    default: "write \"\(word)\" if it is a string"
    }
  }

  private static func words(for expectation: Expectation) -> String {
    switch expectation {
    case .value: "a value"
    case .key: "a key in double quotes"
    case .colon: "\":\" after the key"
    case .endOfFile: "nothing after the value"
    }
  }

  private static func words(for container: Container) -> String {
    switch container {
    case .object: "object"
    case .array: "array"
    case .string: "string"
    case .comment: "comment"
    }
  }

  private static func words(for found: Found) -> String {
    switch found {
    case .endOfFile: "the end of the file"
    case .string: "a string"
    case .word(let text): text
    case .scalar("\""): "a quote"
    case .scalar(let scalar) where scalar.value < 0x20 || scalar.value == 0x7F:
      "control character \(codePoint(scalar.value))"
    case .scalar(let scalar) where scalar.isASCII: "\"\(scalar)\""
    case .scalar(let scalar): "\"\(scalar)\" (\(codePoint(scalar.value)))"
    case .byte(let byte): "byte 0x\(hex(UInt32(byte), digits: 2)), which is not valid UTF-8"
    }
  }

  private static func words(for flaw: NumberFlaw) -> String {
    switch flaw {
    case .leadingZero: "it begins with 0"
    case .leadingPlus: "it begins with +"
    case .noDigitBeforePoint: "no digit stands before the point"
    case .noDigitAfterPoint: "no digit stands after the point"
    case .noDigitInExponent: "the exponent has no digits"
    case .noDigitAfterMinus: "no digit stands after the minus"
    case .notDecimal: "it is not decimal"
    case .unquotedText: "it goes on after the digits"
    }
  }

  private static func codePoint(_ value: UInt32) -> String { "U+\(hex(value, digits: 4))" }

  private static func hex(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

extension JSONSyntaxError: CustomStringConvertible {
  package var description: String { "\(place): error: \(message)" }
}

extension JSONSyntaxErrors: CustomStringConvertible {
  package var description: String { errors.map(\.description).joined(separator: "\n") }
}

/// A name as messages show it: in quotes, on one line, and not longer than a line.
package func quoted(_ text: String) -> String {
  var shown = ""
  var count = 0
  for scalar in text.unicodeScalars {
    if count == 60 {
      shown += "…"
      break
    }
    count += 1
    switch scalar {
    case "\"": shown += "\\\""
    case "\\": shown += "\\\\"
    case "\n": shown += "\\n"
    case "\t": shown += "\\t"
    case let other where other.properties.generalCategory == .control:
      shown += "\\u{\(String(other.value, radix: 16))}"
    case let other: shown.unicodeScalars.append(other)
    }
  }
  return "\"\(shown)\""
}
