/// One right that a cluster grants or denies: a row of `kafka-acls.sh --list`.
package struct AccessRule: Equatable, Sendable {
  /// Without the type: `payments-api` for `User:payments-api`; `*` for everybody.
  package var principal: String
  package var operation: Operation
  package var resource: Resource
  package var isPrefix: Bool
  package var isDenied: Bool

  package enum Operation: String, Equatable, Sendable, CaseIterable {
    case read
    case write
    case describe
    case all
  }

  /// What it is about, by name; a literal `*` for every one.
  package enum Resource: Equatable, Sendable {
    case topic(String)
    case group(String)

    package var name: String {
      switch self {
      case .topic(let name), .group(let name): name
      }
    }
  }

  package init(
    _ principal: String, _ operation: Operation, _ resource: Resource, isPrefix: Bool = false,
    isDenied: Bool = false
  ) {
    self.principal = principal.hasPrefix("User:") ? String(principal.dropFirst(5)) : principal
    self.operation = operation
    self.resource = resource
    self.isPrefix = isPrefix
    self.isDenied = isDenied
  }
}

/// The rights of a cluster that has an authorizer: what is not granted is refused.
///
/// - Source: Kafka 4.1, `StandardAuthorizerData.authorize` without
///   `allow.everyone.if.no.acl.found`: a matching DENY wins, then a matching ALLOW is needed; ALL
///   stands for every operation, and who may read or write may describe.
package struct AccessControl: Equatable, Sendable {
  package private(set) var rules: [AccessRule]

  package init(_ rules: [AccessRule]) { self.rules = rules }

  /// Adds a rule unless it is there.
  ///
  /// - Returns: Whether it is new.
  package mutating func add(_ rule: AccessRule) -> Bool {
    guard !rules.contains(rule) else { return false }
    rules.append(rule)
    return true
  }

  package func allows(
    _ principal: String, _ operation: AccessRule.Operation, _ resource: AccessRule.Resource
  ) -> Bool {
    let matching = rules.filter { $0.isAbout(principal, resource) }
    if matching.contains(where: { $0.isDenied && $0.names(operation) }) { return false }
    return matching.contains { !$0.isDenied && ($0.names(operation) || $0.implies(operation)) }
  }
}

extension AccessRule {
  fileprivate func isAbout(_ principal: String, _ resource: Resource) -> Bool {
    guard self.principal == "*" || self.principal == principal else { return false }
    switch (self.resource, resource) {
    case (.topic(let own), .topic(let other)), (.group(let own), .group(let other)):
      return isPrefix ? other.hasPrefix(own) : own == "*" || own == other
    default: return false
    }
  }

  fileprivate func names(_ asked: Operation) -> Bool { operation == asked || operation == .all }

  fileprivate func implies(_ asked: Operation) -> Bool {
    asked == .describe && (operation == .read || operation == .write)
  }
}
