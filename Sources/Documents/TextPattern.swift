/// A form of text that is neither a name nor an amount: a time of day, a version.
package struct TextPattern: Sendable {
  /// As messages say it: `time of day`.
  package let noun: String
  /// With its quotes: `"14:00:00"`.
  package let example: String
  /// The way out for a text of another form.
  package let hint: String
  /// Without anchors. What the schema says; `allows` may know more.
  package let regex: String
  package let allows: @Sendable (String) -> Bool

  package init(
    _ noun: String, example: String, hint: String, regex: String,
    allows: @escaping @Sendable (String) -> Bool
  ) {
    self.noun = noun
    self.example = example
    self.hint = hint
    self.regex = regex
    self.allows = allows
  }
}

extension TextPattern: Equatable {
  package static func == (a: Self, b: Self) -> Bool { a.noun == b.noun && a.regex == b.regex }
}
