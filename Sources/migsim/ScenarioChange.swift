import Documents
import MigrationModel
import ScenarioFormat
import SimKernel

/// Another value somewhere in a scenario: `storage=shared-storage`, `/faults/0/for=5m`.
struct ScenarioChange {
  let key: String
  let values: [String]

  /// Reads a key and its values, separated by commas.
  ///
  /// - Parameter option: Where it stands, for messages.
  init(_ text: String, option: String) throws {
    guard let place = text.firstIndex(of: "="), place > text.startIndex else {
      throw Failure.usage("\(option) takes a key and a value: \(option) storage=shared-storage")
    }
    key = String(text[..<place])
    values = text[text.index(after: place)...].split(separator: ",").map(String.init)
    guard !values.isEmpty else { throw Failure.usage("\(option) \(key)= has no value") }
  }

  /// The scenario with one of the values, checked anew: everything that is wrong with it is told.
  func applied(to file: ScenarioFile, _ value: String) throws -> ScenarioFile {
    let place = try place(in: file)
    guard var changed = file.with(Self.value(value), at: place) else {
      throw Failure(code: .badScenario, message: "\(file.file) has no place \(key) to put a value")
    }
    // A version looks like a number, and is text.
    if !changed.isValid, let asText = file.with(.string(value), at: place), asText.isValid {
      changed = asText
    }
    guard changed.isValid else {
      RunCommand.tell(changed)
      throw Failure(
        code: .badScenario, message: "\(file.file) cannot be run with \(key)=\(value)")
    }
    return changed
  }

  /// `storage` is the target's, `source.storage` the other's; anything else is a JSON pointer.
  private func place(in file: ScenarioFile) throws -> JSONPointer {
    if let pointer = JSONPointer(parsing: key) { return pointer }
    let parts = key.split(separator: ".").map(String.init)
    guard let name = parts.last, Self.clusterKeys.contains(name), parts.count <= 2,
      parts.count == 1 || ["source", "target"].contains(parts[0])
    else {
      let known = Self.clusterKeys.flatMap { [$0, "source.\($0)"] }
      let nearest = Suggestion.nearest(to: key, among: known).map { "; did you mean \($0)?" }
      throw Failure.usage(
        "unknown key \(key)\(nearest ?? ""); keys are \(known.joined(separator: ", ")), "
          + "or a place in the file, such as /faults/0/for")
    }
    guard let scenario = file.scenario(), scenario.clusters.count > 1 || parts.first == "source"
    else {
      throw Failure(code: .badScenario, message: "\(file.file) has no target")
    }
    let link = scenario.links.first
    let row = parts.first == "source" ? link?.from.row ?? 0 : link?.to.row ?? 1
    return JSONPointer(["clusters", scenario.clusters[row].name, name])
  }

  private static let clusterKeys = ["storage", "wal", "kafka", "brokers"]

  /// A number or a word that JSON knows is that; everything else is text.
  private static func value(_ text: String) -> JSONValue {
    switch JSONScanner.scan(Array(text.utf8)).root?.value {
    case .number(let number)?: .number(number)
    case .bool(let flag)?: .bool(flag)
    default: .string(text)
    }
  }
}
