import SimKernel

/// Walks a document beside its shape and reports every mistake at once.
///
/// After a check without errors, decoding meets no wrong type, no missing key, no bad unit and no
/// unknown name: `CheckedValue` relies on that.
///
/// A misspelled key does not hide what stands below it: if it is near to a key that is missing, the
/// checker reads its value as if it had been spelled right.
///
/// - Complexity: O(*n*) in the size of the document, times the number of keys of one object.
package struct ShapeChecker {
  package private(set) var diagnostics: Diagnostics
  /// The defaults that stand for keys the file leaves out.
  package private(set) var assumptions: [Assumption] = []
  private var steps: [NodePath.Step] = []
  /// The kinds of names that times may be relative to.
  private var momentKinds: [NameKind] = []
  private var declared: [DeclaredName] = []
  private var references: [Reference] = []
  /// How many more names may be compared in search of a near one. A file with a hundred thousand
  /// names and as many mistakes would otherwise take hours.
  private var comparisonsLeft = 50_000

  /// A value that the file leaves to its default.
  package struct Assumption: Equatable, Sendable {
    package let path: NodePath
    package let value: JSONNode
  }

  private struct DeclaredName {
    let kind: NameKind
    let name: String
    let place: SourcePlace
    let path: NodePath
  }

  private struct Reference {
    let kind: NameKind
    let name: String
    let place: SourcePlace
    let path: NodePath
  }

  /// Checks a document.
  ///
  /// - Parameters:
  ///   - names: Names that exist without being declared in the file, by their kind.
  package static func check(
    _ root: JSONNode, against shape: ObjectShape, file: String,
    names: [(kind: NameKind, name: String)] = []
  ) -> (diagnostics: Diagnostics, assumptions: [Assumption]) {
    let index = ShapeIndex(of: shape)
    var checker = ShapeChecker(diagnostics: Diagnostics(file: file))
    checker.momentKinds = index.momentKinds
    checker.declared = names.map {
      DeclaredName(kind: $0.kind, name: $0.name, place: .nowhere, path: NodePath())
    }
    checker.check(root, against: .object(shape))
    checker.resolveReferences(declaredBy: index.declaredKinds)
    return (checker.diagnostics, checker.assumptions)
  }

  /// The first shape that a value fits without a mistake; failing that, the last that takes its
  /// JSON type; `nil` if none does.
  package static func alternative(for node: JSONNode, among shapes: [Shape]) -> Int? {
    let candidates = shapes.indices.filter { shapes[$0].takesType(of: node) }
    if candidates.count <= 1 { return candidates.first }
    return candidates.first { fits(node, shapes[$0]) }
      ?? candidates.first { shapes[$0].takesElementType(of: node) } ?? candidates.last
  }

  /// Whether a value is without a mistake as far as its own text can tell.
  package static func fits(_ node: JSONNode, _ shape: Shape) -> Bool {
    var checker = ShapeChecker(diagnostics: Diagnostics(file: ""))
    checker.check(node, against: shape)
    return !checker.diagnostics.hasErrors
  }

  private init(diagnostics: Diagnostics) { self.diagnostics = diagnostics }
}

// MARK: - The walk

extension ShapeChecker {
  private mutating func check(_ node: JSONNode, against shape: Shape) {
    switch shape {
    case .anything: break
    case .deferred(let shape): check(node, against: shape())
    case .varying(let scalar): checkVarying(node, scalar)
    case .either(let shapes): checkEither(node, shapes)
    case _ where !shape.takesType(of: node):
      report(.wrongType(expected: shape.expected, found: .init(node)), at: node.place)
    case .text, .name, .newName, .oneOf, .patterned, .quantity, .time:
      checkText(node.string!, at: node.place, against: shape)
    case .boolean, .nothing: break
    case .integer(let range): checkInteger(node.number!, at: node.place, range)
    case .hundredths(let range): checkHundredths(node.number!, at: node.place, range)
    case .list(let element, let count, let isUnique):
      checkList(node, of: element, count: count, isUnique: isUnique)
    case .map(let value, let keys): checkMap(node.object!, of: value, keys: keys)
    case .object(let shape): checkObject(node, shape)
    case .variants(let shape): checkVariants(node, shape)
    case .settings(let settings): checkSettings(node.object!, settings)
    }
  }

  private mutating func checkList(
    _ node: JSONNode, of element: Shape, count: ClosedRange<Int>, isUnique: Bool
  ) {
    let elements = node.array!
    if !count.contains(elements.count) {
      report(.wrongCount(elements.count, allowed: count), at: node.place)
    }
    var places: [String: SourcePlace] = [:]
    for (index, node) in elements.enumerated() {
      steps.append(.index(index))
      check(node, against: element)
      if isUnique {
        let text = CanonicalJSON.text(node, layout: .compact, keys: .sorted)
        if let first = places[text] {
          report(.repeated(text, firstAt: first), at: node.place)
        } else {
          places[text] = node.place
        }
      }
      steps.removeLast()
    }
  }

  private mutating func checkMap(_ members: [JSONMember], of value: Shape, keys: MapKeys) {
    // A key that stands twice has been reported by the scanner.
    var seen: Set<String> = []
    for member in members where seen.insert(member.key).inserted {
      steps.append(.key(member.key))
      switch keys {
      case .declaring(let kind): declare(member.key, kind, at: member.keyPlace)
      case .referring(let kind): refer(to: member.key, kind, at: member.keyPlace)
      case .any(let pattern):
        if !pattern.allows(member.key) { report(.badKey(member.key, pattern), at: member.keyPlace) }
      }
      check(member.value, against: value)
      steps.removeLast()
    }
  }

  private mutating func checkVariants(_ node: JSONNode, _ shape: VariantShape) {
    guard let discriminator = shape.discriminator else { return checkKeyed(node, shape) }
    if let variant = shape.kinds(of: node).first { return checkObject(node, variant.shape) }
    let choices = Shape.oneOf(shape.variants.map { Choice($0.value, $0.doc) })
    guard let value = node[discriminator] else {
      return report(
        .missingKey(discriminator, owner: shape.noun, expected: choices.expected), at: node.place)
    }
    steps.append(.key(discriminator))
    check(value, against: choices)
    steps.removeLast()
  }

  /// An object whose kind is said by which key it has. One key that is nearly right is taken for it.
  private mutating func checkKeyed(_ node: JSONNode, _ shape: VariantShape) {
    let kinds = shape.kinds(of: node)
    if kinds.count == 1 { return checkObject(node, kinds[0].shape) }
    let known = shape.variants.map(\.value)
    if kinds.isEmpty {
      for member in node.object! {
        guard let nearest = suggestion(for: member.key, among: known) else { continue }
        return checkObject(node, shape.variant(nearest)!.shape)
      }
    }
    report(
      .kindUnclear(owner: shape.noun, present: kinds.map(\.value), known: known), at: node.place)
  }

  private mutating func checkEither(_ node: JSONNode, _ shapes: [Shape]) {
    let expected = Diagnostic.Expected.either(shapes.map(\.expected))
    guard let choice = Self.alternative(for: node, among: shapes) else {
      return report(.wrongType(expected: expected, found: .init(node)), at: node.place)
    }
    // A text that is neither the word nor the amount may be the word, misspelled.
    let words = shapes.flatMap(\.words)
    if let text = node.string, !words.contains(text), !Self.fits(node, shapes[choice]),
      let nearest = suggestion(for: text, among: words)
    {
      return report(.unknownValue(text, nearest: nearest, expected: expected), at: node.place)
    }
    check(node, against: shapes[choice])
  }

  private mutating func checkVarying(_ node: JSONNode, _ scalar: Shape) {
    guard node.object != nil, !scalar.takesType(of: node) else {
      return check(node, against: scalar)
    }
    let mark = diagnostics.count
    checkObject(node, Shape.variation(of: scalar))
    guard diagnostics.count == mark else { return }
    if let ends = node["uniform"]?.array {
      steps.append(.key("uniform"))
      checkOrder(ends[0], ends[1], scalar)
      steps.removeLast()
    }
    if let distribution = node["lognormal"], let median = distribution["median"],
      let p99 = distribution["p99"]
    {
      steps.append(.key("lognormal"))
      checkOrder(median, p99, scalar)
      steps.removeLast()
    }
  }

  private mutating func checkOrder(_ low: JSONNode, _ high: JSONNode, _ scalar: Shape) {
    guard scalar.isAbove(low, high) else { return }
    let texts = [low, high].map { CanonicalJSON.text($0, layout: .compact) }
    report(.reversed(low: texts[0], high: texts[1]), at: low.place)
  }
}

// MARK: - Objects

extension ShapeChecker {
  private mutating func checkObject(_ node: JSONNode, _ shape: ObjectShape) {
    let members = node.object!
    var present = Set(members.map(\.key))
    for member in members {
      var key = shape.key(member.key)
      if key == nil {
        let missing = shape.keyNames.lazy.filter { !present.contains($0) }
        let nearest = suggestion(for: member.key, among: missing)
        let problem = Diagnostic.Problem.unknownKey(
          member.key, owner: shape.noun, nearest: nearest, known: shape.keyNames)
        report(problem, at: member.keyPlace)
        key = nearest.flatMap(shape.key)
        if let nearest { present.insert(nearest) }
      }
      guard let key else { continue }
      steps.append(.key(member.key))
      check(member.value, against: key.shape)
      steps.removeLast()
    }
    for key in shape.keys where !present.contains(key.name) {
      switch key.presence {
      case .required:
        let expected = key.shape.expected
        report(.missingKey(key.name, owner: shape.noun, expected: expected), at: node.place)
      case .optional: break
      case .default(let value):
        guard assumptions.count < Diagnostics.storedLimit else { continue }
        assumptions.append(Assumption(path: NodePath(steps + [.key(key.name)]), value: value))
      }
    }
    for rule in shape.rules { check(rule, present: present, at: node.place, owner: shape.noun) }
  }

  private mutating func check(
    _ rule: KeyRule, present: Set<String>, at place: SourcePlace, owner: String
  ) {
    let (keys, isBroken): ([String], (Int) -> Bool) =
      switch rule {
      case .exactlyOne(let keys): (keys, { $0 != 1 })
      case .atLeastOne(let keys): (keys, { $0 == 0 })
      case .atMostOne(let keys): (keys, { $0 > 1 })
      case .requires(let key, let others):
        (others, { present.contains(key) && $0 < others.count })
      }
    let given = keys.filter(present.contains)
    if isBroken(given.count) {
      report(.brokenRule(rule, owner: owner, present: given), at: place)
    }
  }
}

// MARK: - Scalars

extension ShapeChecker {
  private mutating func checkText(_ text: String, at place: SourcePlace, against shape: Shape) {
    switch shape {
    case .text:
      if text.isEmpty { report(.emptyText, at: place) }
    case .name(let kind): refer(to: text, kind, at: place)
    case .newName(let kind): declare(text, kind, at: place)
    case .oneOf(let choices):
      let known = choices.map(\.value)
      guard !known.contains(text) else { return }
      let nearest = suggestion(for: text, among: known)
      report(.unknownValue(text, nearest: nearest, expected: shape.expected), at: place)
    case .patterned(let pattern):
      if !pattern.allows(text) { report(.badText(text, pattern), at: place) }
    case .quantity(let kind, let bounds): checkQuantity(text, at: place, kind, bounds)
    case .time(let kind):
      do throws(QuantityFlaw) {
        if case .relative(let name, _) = try ScenarioTime(parsing: text, names: kind.pattern) {
          refer(to: name, kind, at: place)
        }
      } catch {
        report(.badQuantity(text, .time, error), at: place)
      }
    default: preconditionFailure("\(shape) is not written as text")
    }
  }

  private mutating func checkQuantity(
    _ text: String, at place: SourcePlace, _ kind: QuantityKind, _ bounds: QuantityBounds
  ) {
    do throws(QuantityFlaw) {
      let amount = try Quantity.amount(text, kind)
      let isOutside =
        switch bounds {
        case .any: false
        case .positive: amount.isZero
        case .atMostOne: amount > .one
        }
      if isOutside { report(.outOfBounds(text, kind, bounds), at: place) }
    } catch {
      report(.badQuantity(text, kind, error), at: place)
    }
  }

  private mutating func checkInteger(
    _ number: JSONNumber, at place: SourcePlace, _ range: ClosedRange<Int64>
  ) {
    guard number.isSpelledAsInteger else {
      let found = Diagnostic.Found.number(number.text)
      return report(.wrongType(expected: .integer(range), found: found), at: place)
    }
    if let integer = number.integer, range.contains(integer) { return }
    report(.outOfRange(number.text, allowed: range), at: place)
  }
}

extension ShapeChecker {
  private mutating func checkHundredths(
    _ number: JSONNumber, at place: SourcePlace, _ range: ClosedRange<Int64>
  ) {
    guard let hundredths = number.hundredths else {
      let found = Diagnostic.Found.number(number.text)
      return report(.wrongType(expected: .hundredths(range), found: found), at: place)
    }
    if range.contains(hundredths) { return }
    let expected = Diagnostic.Expected.hundredths(range)
    report(.wrongType(expected: expected, found: .number(number.text)), at: place)
  }
}

// MARK: - Names

extension ShapeChecker {
  private mutating func declare(_ name: String, _ kind: NameKind, at place: SourcePlace) {
    if !kind.pattern.allows(name) {
      report(.badName(name, kind), at: place)
    } else if momentKinds.contains(kind), ScenarioTime.looksLikeOffset(name) {
      report(.nameLikeOffset(name, kind), at: place)
    }
    declared.append(DeclaredName(kind: kind, name: name, place: place, path: NodePath(steps)))
  }

  private mutating func refer(to name: String, _ kind: NameKind, at place: SourcePlace) {
    references.append(Reference(kind: kind, name: name, place: place, path: NodePath(steps)))
  }

  /// Compares what is named with what is declared, once everything has been seen.
  ///
  /// - Parameter kinds: The kinds that a file can declare. A name of another kind means something
  ///   only to the reader of the scenario.
  private mutating func resolveReferences(declaredBy kinds: [NameKind]) {
    var places: [NameKind: [String: SourcePlace]] = [:]
    var lists: [NameKind: [String]] = [:]
    for entry in declared {
      if let first = places[entry.kind]?[entry.name] {
        if entry.kind.mayRepeat || first == .nowhere { continue }
        diagnostics.report(
          .duplicateName(entry.name, entry.kind, firstAt: first), at: entry.place,
          path: entry.path)
        continue
      }
      places[entry.kind, default: [:]][entry.name] = entry.place
      lists[entry.kind, default: []].append(entry.name)
    }
    for reference in references {
      let list = lists[reference.kind] ?? []
      guard places[reference.kind]?[reference.name] == nil else { continue }
      guard !list.isEmpty || kinds.contains(reference.kind) else { continue }
      let nearest = suggestion(for: reference.name, among: list)
      diagnostics.report(
        .unknownName(reference.name, reference.kind, nearest: nearest, known: list),
        at: reference.place, path: reference.path)
    }
  }

  private mutating func report(_ problem: Diagnostic.Problem, at place: SourcePlace) {
    diagnostics.report(problem, at: place, path: NodePath(steps))
  }

  private mutating func suggestion(
    for name: String, among names: some Collection<String>
  ) -> String? {
    comparisonsLeft -= names.count
    return comparisonsLeft >= 0 ? Suggestion.nearest(to: name, among: names) : nil
  }
}

// MARK: - Kafka's settings

extension ShapeChecker {
  private mutating func checkSettings(_ members: [JSONMember], _ settings: SettingsShape) {
    for member in members {
      steps.append(.key(member.key))
      check(member, settings)
      steps.removeLast()
    }
  }

  private mutating func check(_ member: JSONMember, _ settings: SettingsShape) {
    guard let setting = settings.setting(member.key) else {
      let nearest = suggestion(for: member.key, among: settings.names)
      let problem = Diagnostic.Problem.unknownSetting(
        member.key, owner: settings.noun, nearest: nearest)
      return report(problem, at: member.keyPlace)
    }
    if setting.kafkaText(of: member.value) == nil {
      report(.badSetting(setting, found: .init(member.value)), at: member.value.place)
    } else if !setting.isModelled {
      note(.settingNotModelled(member.key, owner: settings.noun), at: member.keyPlace)
    }
  }

  private mutating func note(_ problem: Diagnostic.Problem, at place: SourcePlace) {
    diagnostics.report(problem, as: .note, at: place, path: NodePath(steps))
  }
}

extension Shape {
  /// The words it takes, if words are what it takes.
  fileprivate var words: [String] {
    if case .oneOf(let choices) = self { choices.map(\.value) } else { [] }
  }
}
