/// Everything that is named in a table of shapes, in the order in which a reader meets it.
package struct ShapeIndex: Sendable {
  package enum Definition: Sendable {
    case object(ObjectShape)
    case variants(VariantShape)
    case settings(KafkaSettings)

    package var name: String {
      switch self {
      case .object(let shape): shape.name
      case .variants(let shape): shape.name
      case .settings(let settings): settings.name
      }
    }
  }

  /// Each name once: the document first, then what its keys lead to, deeper before further.
  package private(set) var definitions: [Definition] = []
  /// The kinds of names that a file declares.
  package private(set) var declaredKinds: [NameKind] = []
  /// The kinds of names that times are relative to.
  package private(set) var momentKinds: [NameKind] = []
  package private(set) var quantities: [(kind: QuantityKind, bounds: QuantityBounds)] = []
  package private(set) var hasVaryingValues = false
  private var seen: Set<String> = []

  package init(of root: ObjectShape) { visit(.object(root)) }

  private mutating func visit(_ shape: Shape) {
    switch shape {
    case .text, .name, .oneOf, .boolean, .integer, .anything: break
    case .newName(let kind): add(kind, to: \.declaredKinds)
    case .quantity(let kind, let bounds):
      if !quantities.contains(where: { $0 == (kind, bounds) }) { quantities.append((kind, bounds)) }
    case .time(let kind): add(kind, to: \.momentKinds)
    case .list(let element, _, _): visit(element)
    case .map(let value, let keys):
      if case .declaring(let kind) = keys { add(kind, to: \.declaredKinds) }
      visit(value)
    case .object(let shape):
      guard shape.isInline || enter(.object(shape)) else { return }
      for key in shape.keys { visit(key.shape) }
    case .variants(let shape):
      guard enter(.variants(shape)) else { return }
      for key in shape.common { visit(key.shape) }
      for key in shape.variants.flatMap(\.keys) { visit(key.shape) }
    case .settings(let settings): visit(settings)
    case .either(let shapes): for shape in shapes { visit(shape) }
    case .varying(let scalar):
      hasVaryingValues = true
      visit(scalar)
    case .deferred(let shape): visit(shape())
    }
  }

  private mutating func visit(_ settings: KafkaSettings) {
    guard enter(.settings(settings)) else { return }
    for family in settings.families { family.settings.map { visit($0) } }
  }

  /// Takes a definition in, unless one of its name is there: then it is the same one.
  private mutating func enter(_ definition: Definition) -> Bool {
    guard seen.insert(definition.name).inserted else { return false }
    definitions.append(definition)
    return true
  }

  private mutating func add(_ kind: NameKind, to list: WritableKeyPath<Self, [NameKind]>) {
    if !self[keyPath: list].contains(kind) { self[keyPath: list].append(kind) }
  }
}
