/// Looks for mistakes in a table of shapes, so that a test can keep the table sound.
///
/// A default that its own shape refuses, or a rule about a key that is not there, would show only
/// in the one scenario that meets it.
package enum ShapeAudit {
  /// What is wrong with a table, one sentence each; empty if nothing is.
  package static func findings(in root: ObjectShape) -> [String] {
    let index = ShapeIndex(of: root)
    var findings = index.conflicts.map { "\($0) is the name of two different shapes" }
    for definition in index.definitions {
      switch definition {
      case .object(let shape): findings += audit(shape)
      case .variants(let shape): findings += audit(shape)
      case .settings(let settings): findings += audit(settings)
      }
    }
    return findings
  }

  private static func audit(_ shape: ObjectShape) -> [String] {
    var findings = audit(doc: shape.doc, of: shape.name)
    for name in repeated(shape.keyNames) { findings.append("\(shape.name) has \(name) twice") }
    for key in shape.keys {
      let name = "\(shape.name).\(key.name)"
      findings += audit(doc: key.doc, of: name)
      findings += audit(key.shape, of: name)
      if case .default(let value) = key.presence, !ShapeChecker.fits(value, key.shape) {
        let text = CanonicalJSON.text(value, layout: .compact)
        findings.append("the default of \(name), \(text), is none that it takes")
      }
    }
    for key in shape.rules.flatMap(\.keys) where shape.key(key) == nil {
      findings.append("a rule of \(shape.name) is about \(key), which is none of its keys")
    }
    return findings
  }

  private static func audit(_ shape: VariantShape) -> [String] {
    var findings = audit(doc: shape.doc, of: shape.name)
    for value in repeated(shape.variants.map(\.value)) {
      findings.append("\(shape.name) has \(value) twice")
    }
    if let value = shape.defaultValue, shape.variant(value) == nil {
      findings.append("\(shape.name) is \(value) by default, which is none of its kinds")
    }
    return findings + shape.variants.flatMap { audit($0.shape) }
  }

  private static func audit(_ settings: SettingsShape) -> [String] {
    var findings = audit(doc: settings.doc, of: settings.name)
    for name in repeated(settings.settings.map(\.name)) {
      findings.append("\(settings.name) has \(name) twice")
    }
    for setting in settings.settings {
      guard let text = setting.defaultText else { continue }
      if setting.kafkaText(of: JSONNode(text)) == nil {
        findings.append("the default of \(setting.name), \(text), is none that it takes")
      }
    }
    return findings
  }

  /// Looks at what a shape has no name for.
  private static func audit(_ shape: Shape, of name: String) -> [String] {
    switch shape {
    case .oneOf(let choices):
      if choices.isEmpty { return ["\(name) takes none of no words"] }
      return repeated(choices.map(\.value)).map { "\(name) takes \($0) twice" }
        // Words that are explained elsewhere stand without words of their own.
        + choices.filter { !$0.doc.isEmpty }
        .flatMap { audit(doc: $0.doc, of: "\(name) \($0.value)") }
    case .list(let element, _, _): return audit(element, of: name)
    case .map(let value, _): return audit(value, of: name)
    case .varying(let scalar): return audit(scalar, of: name)
    case .either(let shapes): return shapes.flatMap { audit($0, of: name) }
    default: return []
    }
  }

  private static func audit(doc: String, of name: String) -> [String] {
    let isSentence = [".", "?", "!", ":"].contains { doc.hasSuffix($0) }
    return isSentence ? [] : ["the words about \(name) are no sentence"]
  }

  private static func repeated(_ names: [String]) -> [String] {
    names.indices.filter { names[..<$0].contains(names[$0]) }.map { names[$0] }
  }
}

extension KeyRule {
  fileprivate var keys: [String] {
    switch self {
    case .exactlyOne(let keys), .atLeastOne(let keys), .atMostOne(let keys): keys
    case .requires(let key, let others): [key] + others
    }
  }
}
