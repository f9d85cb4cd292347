/// A place in a document as other tools write it: `/plan/steps/2/at` (RFC 6901).
package struct JSONPointer: Hashable, Sendable {
  package let steps: [String]

  package init(_ steps: [String]) { self.steps = steps }

  /// - Returns: `nil` for a text of another form, and for the empty one, the whole document.
  package init?(parsing text: String) {
    guard text.hasPrefix("/") else { return nil }
    var steps: [String] = []
    for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard let step = Self.unescaped(part) else { return nil }
      steps.append(step)
    }
    self.steps = steps
  }

  private static func unescaped(_ part: Substring) -> String? {
    var text = ""
    var rest = part[...]
    while let character = rest.popFirst() {
      guard character == "~" else {
        text.append(character)
        continue
      }
      switch rest.popFirst() {
      case "0": text += "~"
      case "1": text += "/"
      default: return nil
      }
    }
    return text
  }
}

extension JSONNode {
  /// What stands at a place; `nil` if nothing does.
  package subscript(pointer: JSONPointer) -> JSONNode? { at(pointer.steps[...]) }

  private func at(_ steps: ArraySlice<String>) -> JSONNode? {
    guard let step = steps.first else { return self }
    switch value {
    case .object: return self[step]?.at(steps.dropFirst())
    case .array(let elements):
      return Self.place(step, in: elements).flatMap { elements[$0].at(steps.dropFirst()) }
    default: return nil
    }
  }

  /// Puts another value where one stands, at the same place of the text.
  ///
  /// - Parameter isAdding: Whether it may add a key to an object that lacks it.
  /// - Returns: Whether something stood there, or was added.
  package mutating func replace(
    at pointer: JSONPointer, with value: JSONValue, adding isAdding: Bool = false
  ) -> Bool {
    replace(at: pointer.steps[...], with: value, isAdding)
  }

  private mutating func replace(
    at steps: ArraySlice<String>, with new: JSONValue, _ isAdding: Bool
  ) -> Bool {
    guard let step = steps.first else {
      value = new
      return true
    }
    switch value {
    case .object(var members):
      if let place = members.firstIndex(where: { $0.key == step }) {
        guard members[place].value.replace(at: steps.dropFirst(), with: new, isAdding) else {
          return false
        }
      } else {
        guard isAdding, steps.count == 1 else { return false }
        members.append(JSONMember(key: step, value: JSONNode(new)))
      }
      value = .object(members)
    case .array(var elements):
      guard let place = Self.place(step, in: elements),
        elements[place].replace(at: steps.dropFirst(), with: new, isAdding)
      else { return false }
      value = .array(elements)
    default: return false
    }
    return true
  }

  /// The place that a step names, as RFC 6901 spells it: without leading zeros.
  private static func place(_ step: String, in elements: [JSONNode]) -> Int? {
    guard let place = Int(step), String(place) == step, elements.indices.contains(place) else {
      return nil
    }
    return place
  }
}
