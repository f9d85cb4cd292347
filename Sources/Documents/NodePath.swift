/// Which value of a document: `plan.steps[2].groups[0]`, `config["min.insync.replicas"]`.
///
/// The empty path is the document itself.
package struct NodePath: Hashable, Sendable {
  package enum Step: Hashable, Sendable {
    case key(String)
    case index(Int)
  }

  package var steps: [Step]

  package init(_ steps: [Step] = []) { self.steps = steps }

  package func key(_ name: String) -> NodePath { NodePath(steps + [.key(name)]) }
  package func index(_ index: Int) -> NodePath { NodePath(steps + [.index(index)]) }
}

extension NodePath: CustomStringConvertible {
  package var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .index(let index): text += "[\(index)]"
      case .key(let key) where !Self.isPlain(key): text += "[\(quoted(key))]"
      case .key(let key): text += text.isEmpty ? key : ".\(key)"
      }
    }
    return text
  }

  /// Whether a key reads well between dots.
  private static func isPlain(_ key: String) -> Bool {
    !key.isEmpty && key.utf8.count <= 60
      && key.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
  }
}
