/// One value, or a set or distribution from which a run draws its own.
///
/// ```json
/// "1s"
/// {"choose": ["1s", "5s", "30s"]}
/// {"uniform": ["1s", "60s"]}
/// {"exponential": "5s"}
/// {"lognormal": {"median": "20ms", "p99": "400ms"}}
/// ```
package enum Varying<Value> {
  case fixed(Value)
  /// Each is as likely as the others. Never empty.
  case choose([Value])
  /// Both ends included, and the first is not above the second.
  case uniform(Value, Value)
  case exponential(mean: Value)
  /// The two figures people know of a latency.
  case logNormal(median: Value, p99: Value)
}

extension Varying: Equatable where Value: Equatable {}
extension Varying: Sendable where Value: Sendable {}

extension Varying {
  package func map<Other>(_ transform: (Value) -> Other) -> Varying<Other> {
    switch self {
    case .fixed(let value): .fixed(transform(value))
    case .choose(let values): .choose(values.map(transform))
    case .uniform(let low, let high): .uniform(transform(low), transform(high))
    case .exponential(let mean): .exponential(mean: transform(mean))
    case .logNormal(let median, let p99):
      .logNormal(median: transform(median), p99: transform(p99))
    }
  }
}

extension Shape {
  /// The object that may stand for a scalar that varies.
  ///
  /// What has no order, such as a name, can only be chosen.
  package static func variation(of scalar: Shape) -> ObjectShape {
    var keys = [
      Key(
        "choose", .list(of: scalar, count: 1...Int.max), .optional(""),
        "One of these, each as likely as the others.")
    ]
    if scalar.isOrdered {
      let logNormal = ObjectShape(
        name: "LogNormal", noun: "lognormal distribution",
        doc: "Named by its median and its 99th percentile.",
        keys: [
          Key("median", scalar, .required, "Half of the draws are below."),
          Key("p99", scalar, .required, "99 of 100 draws are below."),
        ], rules: [], isInline: true)
      keys += [
        Key("uniform", .list(of: scalar, count: 2...2), .optional(""), "From one to the other."),
        Key("exponential", scalar, .optional(""), "Exponential with this mean."),
        Key("lognormal", .object(logNormal), .optional(""), "Log-normal."),
      ]
    }
    return ObjectShape(
      name: "Variation", noun: "value that varies", doc: "A set or a distribution.", keys: keys,
      rules: [.exactlyOne(keys.map(\.name))], isInline: true)
  }

  /// Whether its values lie between others.
  private var isOrdered: Bool {
    switch self {
    case .integer, .quantity: true
    case .deferred(let shape): shape().isOrdered
    default: false
    }
  }

  /// Whether the first of two sound values of an ordered shape is the larger.
  package func isAbove(_ first: JSONNode, _ second: JSONNode) -> Bool {
    switch self {
    case .deferred(let shape): return shape().isAbove(first, second)
    case .integer:
      guard let a = first.int, let b = second.int else { return false }
      return a > b
    case .quantity(let kind, _):
      guard let a = first.string.flatMap({ try? Quantity.amount($0, kind) }),
        let b = second.string.flatMap({ try? Quantity.amount($0, kind) })
      else { return false }
      return a > b
    default: return false
    }
  }
}
