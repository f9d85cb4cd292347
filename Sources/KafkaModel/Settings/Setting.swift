import SimKernel

/// One Kafka setting that the model uses: Kafka's own name, and where its value goes.
///
/// The default is not repeated here: it is what `Settings(defaultsOf:)` holds at `target`.
package struct Setting<Settings>: Sendable {
  package typealias Path<Value> = any WritableKeyPath<Settings, Value> & Sendable

  package enum Target: Sendable {
    case integer(Path<Int64>)
    /// A number of milliseconds in Kafka's files.
    case milliseconds(Path<TimeAmount>)
    /// A number of seconds or minutes in Kafka's files.
    case seconds(Path<TimeAmount>)
    case minutes(Path<TimeAmount>)
    case boolean(Path<Bool>)
    /// One of a few words.
    case word(Path<String>, [String])
    /// Any text: a regular expression, a class name.
    case text(Path<String>)
  }

  package let name: String
  package let target: Target
  /// The numbers that Kafka takes, for targets that are numbers.
  package let allowed: ClosedRange<Int64>
  /// One line for the reference page.
  package let summary: String

  package init(
    _ name: String, _ target: Target, allowed: ClosedRange<Int64> = 0...Int64.max,
    _ summary: String
  ) {
    self.name = name
    self.target = target
    self.allowed = allowed
    self.summary = summary
  }
}

/// Settings of one kind of thing: its defaults by version, and the names Kafka gives them.
package protocol KafkaSettings: Equatable, Sendable {
  init(defaultsOf version: KafkaVersion)
  /// What is used, by Kafka's names.
  static var modelled: [Setting<Self>] { get }
  /// Names that Kafka knows and this model does not use: noted, never an error.
  static var known: [String] { get }
}
