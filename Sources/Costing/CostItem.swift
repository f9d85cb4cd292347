/// What is paid for, one by one.
package enum CostItem: String, CaseIterable, Sendable {
  case broker
  case licence
  case disk
  case objectStorage = "object-storage"
  case logDisk = "log-disk"
  case put
  case get
  case crossZone = "cross-zone"
  case transfer
  case worker
  case person

  /// The parts into which a bill is broken.
  package enum Component: String, CaseIterable, Sendable {
    case compute
    case storage
    case requests
    case crossZone = "cross-zone"
    case transfer
    case connect
    case people
  }

  package var component: Component {
    switch self {
    case .broker, .licence: .compute
    case .disk, .objectStorage, .logDisk: .storage
    case .put, .get: .requests
    case .crossZone: .crossZone
    case .transfer: .transfer
    case .worker: .connect
    case .person: .people
    }
  }

  /// What its price is for.
  package var dimension: CostDimension {
    switch self {
    case .broker, .licence, .worker, .person: .time
    case .disk, .objectStorage, .logDisk: .storage
    case .put, .get: .requests
    case .crossZone, .transfer: .bytes
    }
  }

  /// Who answers for it, unless a file of prices names somebody else.
  package var owner: String {
    switch self {
    case .broker, .licence, .disk, .objectStorage, .logDisk, .put, .get: "platform"
    case .crossZone, .transfer: "network"
    case .worker: "data integration"
    case .person: "migration lead"
    }
  }

  package var doc: String {
    switch self {
    case .broker: "A broker's machine, for as long as it stands there."
    case .licence: "What is paid beside the machine for each broker: a licence, a managed service."
    case .disk: "Disks of brokers that keep their own records."
    case .objectStorage: "The object store of `shared-storage`."
    case .logDisk: "The block device of a write-ahead log, each broker one."
    case .put: "Requests to the object store that write or list."
    case .get: "Requests to the object store that read."
    case .crossZone:
      "What goes from one zone to another between brokers and clients of one cluster: both directions "
        + "together."
    case .transfer: "What a link carries from one cluster to another."
    case .worker: "A machine on which a link runs, or a worker of Connect."
    case .person: "An hour of somebody who watches the window."
    }
  }
}

/// What an amount counts.
package enum CostDimension: Sendable {
  /// Something that stands there for a time: milliseconds.
  case time
  /// Bytes that are kept for a time: bytes × milliseconds.
  case storage
  case bytes
  case requests

  /// The units in which prices are given, each with its size in what is counted. A month is 730 h.
  package var units: [(name: String, size: Int128)] {
    let hour: Int128 = 3_600_000
    let month = 730 * hour
    let sizes: [(String, Int128)] = [
      ("GB", 1_000_000_000), ("GiB", 1 << 30), ("TB", 1_000_000_000_000), ("TiB", 1 << 40),
    ]
    return switch self {
    case .time: [("h", hour), ("month", month)]
    case .storage: sizes.map { ("\($0)-month", $1 * month) }
    case .bytes: sizes
    case .requests: [("1000", 1_000), ("1000000", 1_000_000)]
    }
  }
}
