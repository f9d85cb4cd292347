/// One thing to say about a file, with its place: what is wrong, and the way out.
///
/// Facts are kept here; words are in `Diagnostic+Wording.swift`.
package struct Diagnostic: Equatable, Sendable {
  package enum Severity: String, Sendable {
    case error
    /// Worth knowing; the file is taken as it is.
    case note
  }

  package let severity: Severity
  package let file: String
  package let place: SourcePlace
  package let path: NodePath
  package let problem: Problem

  package enum Problem: Equatable, Sendable {
    case syntax(JSONSyntaxError.Problem)
    case wrongType(expected: Expected, found: Found)
    case emptyText

    case unknownKey(String, owner: String, nearest: String?, known: [String])
    case missingKey(String, owner: String, expected: Expected)
    case brokenRule(KeyRule, owner: String, present: [String])
    /// An object whose kind its keys should say has none of these keys, or several.
    case kindUnclear(owner: String, present: [String], known: [String])

    /// A text that is none of the words a place takes.
    case unknownValue(String, nearest: String?, expected: Expected)
    case outOfRange(String, allowed: ClosedRange<Int64>)
    case wrongCount(Int, allowed: ClosedRange<Int>)
    case repeated(String, firstAt: SourcePlace)
    /// The two ends of a range stand the wrong way round.
    case reversed(low: String, high: String)

    case badText(String, TextPattern)
    case badQuantity(String, QuantityKind, QuantityFlaw)
    case outOfBounds(String, QuantityKind, QuantityBounds)

    case badName(String, NameKind)
    case badKey(String, NamePattern)
    case nameLikeOffset(String, NameKind)
    case duplicateName(String, NameKind, firstAt: SourcePlace)
    case unknownName(String, NameKind, nearest: String?, known: [String])

    case unknownSetting(String, owner: String, nearest: String?)
    case settingNotModelled(String, owner: String)
    case badSetting(SettingShape, found: Found)
    /// A key of the format that the model does not use.
    case keyNotModelled(String)

    /// Something that only the meaning of a scenario forbids.
    case rule(String, hint: String? = nil)
  }

  /// What a place of the file takes.
  package indirect enum Expected: Equatable, Sendable {
    case text
    case name(NameKind)
    case newName(NameKind)
    case oneOf([String])
    case patterned(TextPattern)
    case boolean
    case integer(ClosedRange<Int64>)
    case hundredths(ClosedRange<Int64>)
    case nothing
    case quantity(QuantityKind)
    case list(of: Expected)
    case map(of: Expected)
    case object(noun: String)
    case anything
    case either([Expected])
  }

  /// What stood there.
  package enum Found: Equatable, Sendable {
    case string(String)
    case number(String)
    case bool(Bool)
    case null, array, object
  }

  package init(
    _ severity: Severity = .error, file: String, place: SourcePlace, path: NodePath = NodePath(),
    _ problem: Problem
  ) {
    self.severity = severity
    self.file = file
    self.place = place
    self.path = path
    self.problem = problem
  }
}

/// Everything there is to say about one file.
///
/// All of it is said at once, in the order of the text, whatever order it was found in.
package struct Diagnostics: Equatable, Sendable {
  /// More than these are counted and not kept: nobody reads them, and a file of 16 MiB can have
  /// millions.
  package static let storedLimit = 10_000

  package let file: String
  private var found: [Diagnostic] = []
  package private(set) var count = 0
  package private(set) var errorCount = 0

  package init(file: String) { self.file = file }

  package var isEmpty: Bool { count == 0 }
  package var hasErrors: Bool { errorCount > 0 }

  /// In the order of their places; at one place, in the order in which they were found.
  package var all: [Diagnostic] {
    found.enumerated()
      .sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
      .map(\.element)
  }

  package mutating func report(
    _ problem: Diagnostic.Problem, as severity: Diagnostic.Severity = .error,
    at place: SourcePlace, path: NodePath = NodePath()
  ) {
    count += 1
    if severity == .error { errorCount += 1 }
    guard found.count < Self.storedLimit else { return }
    found.append(Diagnostic(severity, file: file, place: place, path: path, problem))
  }

  package mutating func report(_ errors: [JSONSyntaxError]) {
    for error in errors { report(.syntax(error.problem), at: error.place) }
  }
}
