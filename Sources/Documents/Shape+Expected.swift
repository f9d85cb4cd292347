extension Shape {
  /// What a value must be, for a message.
  package var expected: Diagnostic.Expected {
    switch self {
    case .text: .text
    case .name(let kind): .name(kind)
    case .newName(let kind): .newName(kind)
    case .oneOf(let choices): .oneOf(choices.map(\.value))
    case .patterned(let pattern): .patterned(pattern)
    case .boolean: .boolean
    case .integer(let range): .integer(range)
    case .hundredths(let range): .hundredths(range)
    case .nothing: .nothing
    case .quantity(let kind, _): .quantity(kind)
    case .time: .quantity(.time)
    case .list(let element, _, _): .list(of: element.expected)
    case .map(let value, _): .map(of: value.expected)
    case .object(let shape): .object(noun: shape.noun)
    case .variants(let shape): .object(noun: shape.noun)
    case .settings(let settings): .object(noun: "\(settings.noun)s")
    case .either(let shapes): .either(shapes.map(\.expected))
    case .varying(let scalar): scalar.expected
    case .anything: .anything
    case .deferred(let shape): shape().expected
    }
  }

  /// Whether a value of that JSON type may be right; what it says is another question.
  package func takesType(of node: JSONNode) -> Bool {
    switch self {
    case .text, .name, .newName, .oneOf, .patterned, .quantity, .time: node.string != nil
    case .boolean: node.bool != nil
    case .integer, .hundredths: node.number != nil
    case .nothing: node.isNull
    case .list: node.array != nil
    case .map, .object, .variants, .settings: node.object != nil
    case .either(let shapes): shapes.contains { $0.takesType(of: node) }
    case .varying(let scalar): node.object != nil || scalar.takesType(of: node)
    case .anything: true
    case .deferred(let shape): shape().takesType(of: node)
    }
  }

  /// Whether the first element of a list, if there is one, may belong to it.
  package func takesElementType(of node: JSONNode) -> Bool {
    switch self {
    case .list(let element, _, _):
      node.array?.first.map { element.takesType(of: $0) } ?? false
    case .deferred(let shape): shape().takesElementType(of: node)
    default: false
    }
  }
}
