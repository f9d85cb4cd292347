import Documents
import KafkaModel
import SimKernel

// What a cluster costs a month, by formula.
// Source: facts on storage and cost, section 6.2.

extension Deployment {
  /// What it costs to carry traffic for a month.
  package func bill(for traffic: Traffic, month: Month, _ book: PriceBook) -> Bill {
    var bill = Bill()
    let machines = Int128(month.machines.milliseconds)
    bill.add(.broker, of: name, Int128(brokers) * machines, book)
    if book[.licence] != nil { bill.add(.licence, of: name, Int128(brokers) * machines, book) }
    let kept = traffic.writes.over(traffic.retention)
    if storage.isShared {
      bill.add(.objectStorage, of: name, kept * machines, book)
      if storage.hasLogDisk {
        bill.add(.logDisk, of: name, Int128(brokers) * Int128(makeup.logDisk) * machines, book)
      }
      let requests = requests(for: traffic, in: month.traffic)
      bill.add(.put, of: name, requests.puts, book)
      bill.add(.get, of: name, requests.gets, book)
    } else {
      let disks = makeup.diskHeadroom.of(kept * Int128(replicationFactor))
      bill.add(.disk, of: name, disks * machines, book)
    }
    bill.add(.crossZone, of: name, crossZone(for: traffic, month), book)
    return bill
  }

  // MARK: Between zones

  /// The bytes that go from one zone to another in a month.
  ///
  /// A producer or consumer that does not look at zones talks to a broker in another one with
  /// probability (z − 1) / z. With shared storage and a zone router, producers of every zone write to a
  /// broker of their own, which passes on by way of the object store what another one leads.
  private func crossZone(for traffic: Traffic, _ month: Month) -> Int128 {
    let written = traffic.writes.over(month.traffic)
    let elsewhere = Fraction(Int128(zones - 1), over: Int128(zones)) ?? .zero
    var bytes: Int128 = 0
    if !storage.isShared {
      bytes += Self.followersElsewhere(replicationFactor, zones: zones).of(written)
    }
    let isRouted = storage.isShared && makeup.zoneRouter
    if !makeup.writesInZone, !isRouted { bytes += elsewhere.of(written) }
    if !makeup.readsInZone { bytes += elsewhere.of(traffic.fanOut.of(written)) }
    return bytes
  }

  /// How many replicas stand in another zone than the leader, on average, when they are spread evenly
  /// and each is as likely to lead.
  package static func followersElsewhere(_ replicas: Int, zones: Int) -> Fraction {
    let (each, more) = replicas.quotientAndRemainder(dividingBy: zones)
    let alike = more * (each + 1) * (each + 1) + (zones - more) * each * each
    return Fraction(Int128(replicas * replicas - alike), over: Int128(replicas)) ?? .zero
  }

  // MARK: Requests

  /// Requests to the object store in a time, of all brokers.
  ///
  /// With the write-ahead log in the store: a broker puts four times a second or every 8 MiB, reads
  /// its reservation after each, uploads in parts of 16 MiB, half as many again by compaction, and
  /// puts what belongs to other zones' brokers in objects of 8 MiB. Source: facts section 6.2.
  /// With any other log: what was measured with one on a block device, 12.8 writes and 29.5 reads a
  /// second for each 100 MB/s. Source: facts sections 4 (H9) and 8.1.
  package func requests(
    for traffic: Traffic, in time: TimeAmount
  ) -> (puts: Int128, gets: Int128) {
    let bytes = traffic.writes.over(time)
    var (writes, reads) = (bytes * 128 / 1_000_000_000, bytes * 295 / 1_000_000_000)
    if storage.writesObjects {
      let often = Fraction(4 * Int64(brokers)).over(time)
      reads = max(often, bytes / Self.logObject)
      writes = reads + bytes / Self.part + bytes / (2 * Self.part)
      if makeup.zoneRouter, !makeup.writesInZone {
        writes += bytes * Int128(zones - 1) / (Int128(zones) * Self.logObject)
      }
    }
    return (puts?.over(time) ?? writes, gets?.over(time) ?? reads)
  }

  /// Bytes of an object of the log, and of a part of an upload.
  private static let logObject: Int128 = 8 << 20
  private static let part: Int128 = 16 << 20
}

extension StorageEngine {
  private var log: WriteAheadLog? { if case .sharedStorage(let log) = self { log } else { nil } }

  /// Whether each broker has a block device for its write-ahead log.
  package var hasLogDisk: Bool { log.map { $0 != .objectStore && $0 != .fileSystem } ?? false }

  /// Whether the write-ahead log itself lies in the object store.
  package var writesObjects: Bool { log == .objectStore }
}
