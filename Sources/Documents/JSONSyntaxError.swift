/// One offence against JSON's grammar (RFC 8259), with its place.
package struct JSONSyntaxError: Error, Equatable, Sendable {
  package let place: SourcePlace
  package let problem: Problem

  package init(place: SourcePlace, problem: Problem) {
    self.place = place
    self.problem = problem
  }

  package enum Problem: Equatable, Sendable {
    /// Refused before a byte is looked at.
    case tooLarge(limit: Int)
    case tooDeep(limit: Int)
    case empty
    case byteOrderMark
    case wrongEncoding(name: String)
    case invalidUTF8(byte: UInt8)

    case expected(Expectation, found: Found)
    /// The text ends inside something.
    case unclosed(Container, openedAt: SourcePlace)
    case mismatched(Container, openedAt: SourcePlace, found: Found)
    case missingComma(Container, before: Found)
    case trailingComma(Container)
    case comment
    case duplicateKey(String, firstAt: SourcePlace)
    case unquotedKey(String)

    case lineBreakInString(openedAt: SourcePlace)
    case controlCharacter(UInt8)
    case badEscape(Found)
    case badUnicodeEscape
    case loneSurrogate(UInt16)

    case badNumber(text: String, NumberFlaw)
    case unknownWord(String)
    case singleQuote
  }

  /// What the grammar would have taken.
  package enum Expectation: Equatable, Sendable {
    case value, key, colon, endOfFile
  }

  package enum Container: Equatable, Sendable {
    case object, array, string, comment
  }

  /// What stood there instead.
  package enum Found: Equatable, Sendable {
    case endOfFile
    case string
    case word(String)
    case scalar(Unicode.Scalar)
    case byte(UInt8)
  }

  package enum NumberFlaw: Equatable, Sendable {
    case leadingZero, leadingPlus, noDigitBeforePoint, noDigitAfterPoint, noDigitInExponent
    case noDigitAfterMinus
    case notDecimal
    /// Digits and then letters: most likely a text with a unit that lost its quotes.
    case unquotedText
  }

  /// Whether the text still has one clear reading, so that its content may be checked as well.
  ///
  /// A forgotten comma or a comment leaves no doubt about what was meant; a broken number does.
  package var leavesMeaningClear: Bool {
    switch problem {
    case .byteOrderMark, .missingComma, .trailingComma, .comment, .duplicateKey, .unquotedKey:
      true
    default: false
    }
  }
}

/// Everything that was wrong with one text, in the order of its places.
package struct JSONSyntaxErrors: Error, Equatable, Sendable {
  package let errors: [JSONSyntaxError]
}
