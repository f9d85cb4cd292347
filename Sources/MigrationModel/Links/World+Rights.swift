import Accounting
import KafkaModel
import SimKernel

// A link copies rights from its source to its target: what it adds, it never takes away.

extension World {
  /// The first copy comes with the start of the link.
  mutating func armRightsSync(_ id: LinkID) {
    let settings = links[id].spec.settings
    guard links[id].spec.layer == .mirrorMaker2, settings.syncTopicAcls,
      estate.clusters[links[id].spec.from].rights != nil,
      estate.clusters[links[id].spec.to].rights != nil
    else { return }
    links[id].nextRights = now
    syncRights(id)
  }

  package mutating func syncRights(_ id: LinkID) {
    guard links[id].nextRights == now else { return }
    let spec = links[id].spec
    let filter = NameFilter(include: spec.settings.topics, exclude: spec.settings.topicsExclude)
    let isPrefixed = !spec.settings.policy.contains(MirrorSettings.identityPolicy)
    let prefix = isPrefixed ? estate.clusters[spec.from].name + spec.settings.separator : ""
    for rule in estate.clusters[spec.from].rights?.rules ?? [] {
      let copy = RightsSync.copy(of: rule) { filter.takes($0) ? prefix + $0 : nil }
      if let copy { estate.grant(copy, on: spec.to) }
    }
    links[id].nextRights = now + spec.settings.syncTopicAclsInterval
    estate.schedule(Event(.rightsSynced, id), at: links[id].nextRights, .timer)
  }
}
