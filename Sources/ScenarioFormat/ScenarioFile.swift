import Documents
import MigrationModel
import SimKernel

/// A scenario file: what is wrong with it, and the scenario that it describes.
///
/// ```swift
/// let file = ScenarioFile(bytes, file: "scenario.json")
/// guard let scenario = file.scenario() else { return report(file.diagnostics) }
/// let other = file.scenario(seed: 8)  // what varies is drawn anew
/// ```
package struct ScenarioFile: Sendable {
  package let file: String
  /// Everything there is to say, in the order of the text.
  package let report: Diagnostics
  /// What tells this content from any other: 32 hexadecimal digits.
  ///
  /// Layout takes no part. The order of keys does: the cluster that stands first is where things
  /// are unless they say otherwise. Of a file that is no JSON, it tells the bytes.
  package let contentHash: String
  /// Settings, and keys, that are known and that the model does not use, with the values they have
  /// here.
  package let notes: [String]
  /// The defaults that stand for what the file leaves out, with their places.
  package let assumptions: [String]
  /// The document, if nothing in it is wrong.
  private let root: CheckedValue?

  /// Reads and checks a file.
  ///
  /// - Parameter file: Its name, for messages.
  package init(_ bytes: [UInt8], file: String) {
    let scan = JSONScanner.scan(bytes)
    self.init(scan, hash: Self.hash(of: scan.root, bytes), file: file)
  }

  private init(_ scan: JSONScan, hash: String, file: String) {
    let document = CheckedDocument(scan, file: file, as: ScenarioShape.scenario)
    self.file = file
    let report = ScenarioChecks.check(document)
    self.report = report
    root = report.hasErrors ? nil : document.value
    contentHash = hash
    notes = report.all.compactMap { Self.note($0, in: document.value?.node) }
    assumptions = document.assumptions.map {
      "\($0.path) is \(CanonicalJSON.text($0.value, layout: .compact))"
    }
  }

  package var diagnostics: [Diagnostic] { report.all }
  /// The errors that the published JSON Schema knows as well: structure, without meaning.
  package var structuralDiagnostics: [Diagnostic] { report.all.filter(\.isStructural) }
  package var isValid: Bool { root != nil }

  /// The scenario, with everything drawn that the file leaves open.
  ///
  /// - Parameter seed: Which of its runs; the seed of the file if there is none.
  /// - Returns: `nil` if anything in the file is wrong.
  package func scenario(seed: UInt64? = nil) -> Scenario? {
    guard let root else { return nil }
    var reader = ScenarioReader(root, seed: seed ?? ScenarioReader.seed(of: root))
    return reader.read()
  }

  /// Which measured runs it stands for; nil if it says nothing of any, or is wrong.
  package var measured: MeasuredBinding? { root?["measured"].map(MeasuredBinding.init) }

  /// The same scenario with other values in some places, checked anew. What it says about them has
  /// the places of this text.
  package func with(_ changes: [MeasuredBinding.Change]) -> ScenarioFile {
    guard var node = root?.node, !changes.isEmpty else { return self }
    for change in changes { _ = node.replace(at: change.place, with: change.value) }
    return ScenarioFile(
      JSONScan(root: node, errors: []), hash: Self.hash(of: node, []), file: file)
  }

  /// The same scenario with another value in one place, where a key may be added, checked anew.
  ///
  /// - Returns: `nil` if there is no such place.
  package func with(_ value: JSONValue, at place: JSONPointer) -> ScenarioFile? {
    guard var node = root?.node, node.replace(at: place, with: value, adding: true) else {
      return nil
    }
    return ScenarioFile(
      JSONScan(root: node, errors: []), hash: Self.hash(of: node, []), file: file)
  }

  /// What stands at a place of the text.
  package func node(at pointer: JSONPointer) -> JSONNode? { root?.node[pointer] }

  private static func hash(of root: JSONNode?, _ bytes: [UInt8]) -> String {
    var digest = Digest()
    digest.fold(bytes: root.map { CanonicalJSON.bytes($0, layout: .compact) } ?? bytes)
    return digest.description
  }

  private static func note(_ diagnostic: Diagnostic, in root: JSONNode?) -> String? {
    switch diagnostic.problem {
    case .settingNotModelled, .keyNotModelled: break
    default: return nil
    }
    let value = root?[diagnostic.path].map { CanonicalJSON.text($0, layout: .compact) }
    return "\(diagnostic.path)\(value.map { " = \($0)" } ?? "") changes nothing in the model"
  }
}

extension JSONNode {
  /// The value at a path, if there is one.
  package subscript(path: NodePath) -> JSONNode? {
    var node = self
    for step in path.steps {
      switch step {
      case .key(let key):
        guard let next = node[key] else { return nil }
        node = next
      case .index(let index):
        guard let elements = node.array, elements.indices.contains(index) else { return nil }
        node = elements[index]
      }
    }
    return node
  }
}
