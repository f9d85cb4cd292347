/// Everything that is named in a table of shapes, in the order in which a reader meets it.
package struct ShapeIndex: Sendable {
  package enum Definition: Sendable {
    case object(ObjectShape)
    case variants(VariantShape)
    case settings(SettingsShape)

    package var name: String {
      switch self {
      case .object(let shape): shape.name
      case .variants(let shape): shape.name
      case .settings(let settings): settings.name
      }
    }

    fileprivate var keys: [String] {
      switch self {
      case .object(let shape): shape.keyNames
      case .variants(let shape): shape.variants.flatMap { [$0.value] + $0.shape.keyNames }
      case .settings(let settings): settings.names
      }
    }
  }

  /// A kind of amount within bounds.
  package struct Amount: Equatable, Sendable {
    package let kind: QuantityKind
    package let bounds: QuantityBounds
  }

  /// Each name once: the document first, then what its keys lead to, deeper before further.
  package private(set) var definitions: [Definition] = []
  /// The kinds of names that a file declares.
  package private(set) var declaredKinds: [NameKind] = []
  /// The kinds of names that times are relative to.
  package private(set) var momentKinds: [NameKind] = []
  package private(set) var quantities: [Amount] = []
  /// Those of them that may vary somewhere.
  package private(set) var varyingQuantities: [Amount] = []
  package private(set) var hasVaryingValues = false
  /// Names that stand for two different things, which is a mistake of the table.
  package private(set) var conflicts: [String] = []
  private var rows: [String: Int] = [:]

  package init(of root: ObjectShape) { visit(.object(root)) }

  private mutating func visit(_ shape: Shape) {
    switch shape {
    case .text, .name, .oneOf, .patterned, .boolean, .integer, .hundredths, .nothing, .anything:
      break
    case .newName(let kind): add(kind, to: \.declaredKinds)
    case .quantity(let kind, let bounds):
      add(Amount(kind: kind, bounds: bounds), to: \.quantities)
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
      for variant in shape.variants {
        for key in [variant.head].compactMap({ $0 }) + variant.keys { visit(key.shape) }
      }
    case .settings(let settings): visit(settings)
    case .either(let shapes): for shape in shapes { visit(shape) }
    case .varying(let scalar):
      hasVaryingValues = true
      visit(scalar)
      if case .quantity(let kind, let bounds) = scalar {
        add(Amount(kind: kind, bounds: bounds), to: \.varyingQuantities)
      }
    case .deferred(let shape): visit(shape())
    }
  }

  private mutating func visit(_ settings: SettingsShape) {
    guard enter(.settings(settings)) else { return }
    for family in settings.families { family.settings.map { visit($0) } }
  }

  /// Takes a definition in, unless one of its name is there: then it should be the same one.
  private mutating func enter(_ definition: Definition) -> Bool {
    if let row = rows[definition.name] {
      if definitions[row].keys != definition.keys { conflicts.append(definition.name) }
      return false
    }
    rows[definition.name] = definitions.count
    definitions.append(definition)
    return true
  }

  private mutating func add<Entry: Equatable>(
    _ entry: Entry, to list: WritableKeyPath<Self, [Entry]>
  ) {
    if !self[keyPath: list].contains(entry) { self[keyPath: list].append(entry) }
  }
}
