import Documents
import KafkaModel

/// Cases of kind `commit` in `consumer_position`: who may commit to a group.
enum CommitCases {
  static func answer(_ reader: CaseReader) throws(CaseProblem) -> CaseAnswer {
    let expected = reader.node["expect"] ?? .null
    let member = reader.has("member") ? try reader.text("member") : ""
    var committer = Committer(
      givesID: !member.isEmpty, isMember: false,
      generation: try reader.integer("generation", or: -1),
      isTransactional: try reader.flag("transactional", or: false))
    guard let group = reader.member("group") else {
      return .single(JSONNode(CommitCheck(withoutGroup: committer)), expected: expected)
    }
    var members: [String] = []
    for name in try group.listOrEmpty("members") { members.append(try name.text()) }
    committer.isMember = members.contains(member)
    let check = try check(committer, group, hasMembers: !members.isEmpty)
    return .single(JSONNode(check), expected: expected)
  }

  private static func check(
    _ committer: Committer, _ group: CaseReader, hasMembers: Bool
  ) throws(CaseProblem) -> CommitCheck {
    switch try group.text("type") {
    case "classic":
      CommitCheck(
        committer, classicGroup: try state(group),
        generation: try group.integer("generation", or: 0)
      )
    case "consumer":
      CommitCheck(
        committer, consumerGroupHasMembers: hasMembers,
        memberEpoch: try group.integer("member_epoch", or: 0))
    case let type: throw group.problem("type: unknown type \"\(type)\"")
    }
  }

  private static func state(_ group: CaseReader) throws(CaseProblem) -> ClassicGroupState {
    switch try group.text("state") {
    case "empty": .empty
    case "preparing_rebalance": .preparingRebalance
    case "completing_rebalance": .completingRebalance
    case "stable": .stable
    case "dead": .dead
    case let state: throw group.problem("state: unknown state \"\(state)\"")
    }
  }
}

extension JSONNode {
  fileprivate init(_ check: CommitCheck) {
    switch check {
    case .ok: self.init("ok")
    case .coordinatorNotAvailable: self.init("coordinator_not_available")
    case .unknownMemberID: self.init("unknown_member_id")
    case .illegalGeneration: self.init("illegal_generation")
    case .rebalanceInProgress: self.init("rebalance_in_progress")
    case .staleMemberEpoch: self.init("stale_member_epoch")
    case .groupIDNotFound: self.init("group_id_not_found")
    }
  }
}
