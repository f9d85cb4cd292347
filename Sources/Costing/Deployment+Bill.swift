import Documents
import KafkaModel
import SimKernel

// What a cluster costs.
// Source of the formulas: facts on storage and cost, section 6.2.

/// What a cluster has to carry, or has carried, in a time.
package struct Load: Equatable, Sendable {
  /// For how long its brokers stand there, one after the other: milliseconds.
  package var machines: Int128 = 0
  /// What one copy of the logs keeps, and what all copies do: bytes × milliseconds.
  package var kept: Int128 = 0
  package var copiesKept: Int128 = 0
  /// Bytes that producers write, that links write, and that consumers read.
  package var written: Int128 = 0
  package var copied: Int128 = 0
  package var read: Int128 = 0
  /// Bytes that followers in another zone than the leader's fetch.
  package var followed: Int128 = 0
  /// Requests to the object store.
  package var puts: Int128 = 0
  package var gets: Int128 = 0

  package init() {}
}

extension Deployment {
  /// What a load costs here.
  package func bill(for load: Load, _ book: PriceBook) -> Bill {
    var bill = Bill()
    bill.add(.broker, of: name, load.machines, book)
    if book[.licence] != nil { bill.add(.licence, of: name, load.machines, book) }
    if storage.isShared {
      bill.add(.objectStorage, of: name, load.kept, book)
      if storage.hasLogDisk {
        bill.add(.logDisk, of: name, load.machines * Int128(makeup.logDisk), book)
      }
      bill.add(.put, of: name, load.puts, book)
      bill.add(.get, of: name, load.gets, book)
    } else {
      bill.add(.disk, of: name, makeup.diskHeadroom.of(load.copiesKept), book)
    }
    bill.add(.crossZone, of: name, crossZone(for: load), book)
    return bill
  }

  /// What it costs to carry traffic for a month.
  package func bill(for traffic: [Traffic], month: Month, _ book: PriceBook) -> Bill {
    let machines = Int128(month.machines.milliseconds)
    var load = Load()
    load.machines = Int128(brokers) * machines
    for row in traffic {
      let copies = row.copies ?? replicationFactor
      let written = row.writes.over(month.traffic)
      load.written += written
      load.read += row.fanOut.of(written)
      load.followed += followersElsewhere(copies).of(written)
      load.kept += row.kept * machines
      load.copiesKept += row.kept * Int128(copies) * machines
    }
    let often = Fraction(Self.writesPerSecond * Int64(brokers)).over(month.traffic)
    let requests = requests(for: load.written, logWrites: often)
    load.puts = puts?.over(month.traffic) ?? requests.puts
    load.gets = gets?.over(month.traffic) ?? requests.gets
    return bill(for: load, book)
  }

  // MARK: Between zones

  /// The bytes that go from one zone to another.
  ///
  /// A producer or consumer that does not look at zones talks to a broker in another one with
  /// probability (z − 1) / z. With shared storage and a zone router, producers of every zone write to a
  /// broker of their own, which passes on by way of the object store what another one leads. What a link
  /// carries is paid for as such.
  private func crossZone(for load: Load) -> Int128 {
    var bytes = storage.isShared ? 0 : load.followed
    let isRouted = storage.isShared && makeup.zoneRouter
    if !makeup.writesInZone, !isRouted { bytes += elsewhere.of(load.written) }
    if !makeup.readsInZone { bytes += elsewhere.of(load.read) }
    return bytes
  }

  private var elsewhere: Fraction { Fraction(Int128(zones - 1), over: Int128(zones)) ?? .zero }

  /// How many replicas stand in another zone than the leader, on average, when they are spread evenly
  /// and each is as likely to lead.
  package func followersElsewhere(_ replicas: Int) -> Fraction {
    let (each, more) = replicas.quotientAndRemainder(dividingBy: zones)
    let alike = more * (each + 1) * (each + 1) + (zones - more) * each * each
    return Fraction(Int128(replicas * replicas - alike), over: Int128(max(1, replicas))) ?? .zero
  }

  // MARK: Requests

  /// Requests to the object store for so many bytes, of all brokers.
  ///
  /// With the write-ahead log in the store: a put for each write into the log or each 8 MiB, after
  /// each the broker reads its reservation; uploads in parts of 16 MiB, half as many again by
  /// compaction; and what belongs to other zones' brokers in objects of 8 MiB. Source: facts section
  /// 6.2. With any other log: what was measured with one on a block device, 12.8 writes and 29.5 reads
  /// for each 100 MB. Source: facts sections 4 (H9) and 8.1.
  package func requests(
    for bytes: Int128, logWrites: Int128
  ) -> (puts: Int128, gets: Int128) {
    guard storage.writesObjects else {
      return (bytes * 128 / 1_000_000_000, bytes * 295 / 1_000_000_000)
    }
    let gets = max(logWrites, bytes / Self.logObject)
    var puts = gets + bytes / Self.part + bytes / (2 * Self.part)
    if makeup.zoneRouter, !makeup.writesInZone {
      puts += bytes * Int128(zones - 1) / (Int128(zones) * Self.logObject)
    }
    return (puts, gets)
  }

  /// How often a busy broker writes into a log in the store.
  private static let writesPerSecond: Int64 = 4
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
