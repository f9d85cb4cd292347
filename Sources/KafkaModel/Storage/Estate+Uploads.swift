import Accounting
import SimKernel

// What only a broker's log has goes into the store: after a while, or when there is enough of it. While
// the log is full, the broker takes nothing more.
//
// Source: AutoMQ, `S3Storage`, `DeltaWALUploadTask`; facts sections 1.3, 1.4 and 1.6.

extension Estate {
  /// A broker's log has more.
  mutating func hold(_ bytes: Int64, on broker: BrokerID) {
    guard bytes > 0 else { return }
    brokerLogs[broker].hold(bytes)
    if brokerLogs[broker].filling >= uploadBytes(of: broker) { closeBlock(of: broker) }
    armUpload(of: broker)
  }

  /// How many bytes a broker takes before they are in the store. The default is an example: AutoMQ works
  /// it out from the memory of a broker.
  private func room(of broker: BrokerID) -> Int64 {
    let room = clusters[brokers[broker].cluster].settings.logCache
    return room < 0 ? 2 << 30 : room
  }

  private func uploadBytes(of broker: BrokerID) -> Int64 {
    let bytes = clusters[brokers[broker].cluster].settings.uploadBytes
    return max(1, min(bytes < 0 ? 500 << 20 : bytes, room(of: broker) / 3))
  }

  func isFull(_ broker: BrokerID) -> Bool { brokerLogs[broker].bytes >= room(of: broker) }

  /// Makes sure that a broker uploads: at once what waits or what presses, later what is young.
  mutating func armUpload(of broker: BrokerID) {
    guard brokerLogs[broker].upload == nil, brokerLogs[broker].bytes > 0 else { return }
    if brokerLogs[broker].hasBlock || brokerLogs[broker].bytes >= room(of: broker) / 5 * 4 {
      return beginUpload(of: broker)
    }
    guard brokerLogs[broker].uploadsAt == .never else { return }
    let interval = clusters[brokers[broker].cluster].settings.uploadInterval
    brokerLogs[broker].uploadsAt = now + interval
    schedule(Event(.logUploads, broker), at: now + interval, .timer)
  }

  /// An upload is due, or done.
  package mutating func logUploads(_ id: BrokerID) {
    guard brokerLogs[id].uploadsAt == now else { return }
    brokerLogs[id].uploadsAt = .never
    if brokerLogs[id].upload == nil { beginUpload(of: id) } else { endUpload(of: id) }
  }

  private mutating func closeBlock(of broker: BrokerID) {
    var ends: [LogWrite.End] = []
    for id in partitions.ids where isLed(id, by: broker) {
      let end = replicas[partitions[id].replica(0)].knownEnd
      if end > files[id].storedEnd { ends.append(.init(partition: id, end: end)) }
    }
    brokerLogs[broker].close(ends)
  }

  private mutating func beginUpload(of broker: BrokerID) {
    guard brokers[broker].isUp, !brokerLogs[broker].isTaken else { return }
    guard !brokerLogs[broker].awaitsStore else {
      if !brokerLogs[broker].waitsToUpload { clusters[brokers[broker].cluster].store.bites += 1 }
      brokerLogs[broker].waitsToUpload = true
      return
    }
    brokerLogs[broker].waitsToUpload = false
    if !brokerLogs[broker].hasBlock { closeBlock(of: broker) }
    brokerLogs[broker].beginUpload()
    let bytes = brokerLogs[broker].upload?.bytes ?? 0
    let store = clusters[brokers[broker].cluster].store
    if !store.isSound { clusters[brokers[broker].cluster].store.bites += 1 }
    let takes =
      profile == .ideal ? .zero : TakeOver.time(of: bytes, at: TakeOver.uploadRate / store.times)
    let done = max(now + takes, send(bytes, from: broker))
    brokerLogs[broker].uploadsAt = done
    schedule(Event(.logUploads, broker), at: done, .timer)
  }

  private mutating func endUpload(of broker: BrokerID) {
    guard brokers[broker].isUp, !brokerLogs[broker].isTaken else { return }
    let wasFull = isFull(broker)
    let (stored, cold) = brokerLogs[broker].endUpload(room: room(of: broker))
    for entry in stored where isLed(entry.partition, by: broker) {
      files[entry.partition].storedEnd = max(files[entry.partition].storedEnd, entry.end)
    }
    for entry in cold where isLed(entry.partition, by: broker) {
      files[entry.partition].coldEnd = max(files[entry.partition].coldEnd, entry.end)
    }
    armUpload(of: broker)
    if wasFull, !isFull(broker) { writeAgain(on: broker) }
  }

  /// A broker uploads all that only its log has, at once.
  mutating func uploadAll(of broker: BrokerID) {
    let wasFull = isFull(broker)
    for id in partitions.ids where place(of: broker, in: id) == 0 {
      files[id].storedEnd = max(files[id].storedEnd, replicas[partitions[id].replica(0)].knownEnd)
    }
    brokerLogs[broker].uploadAll()
    if wasFull { writeAgain(on: broker) }
  }

  /// What a broker has under way sets out again: what kept it is over.
  mutating func setOutAgain(on broker: BrokerID) {
    brokerLogs[broker].takeBack()
    if brokerLogs[broker].upload != nil {
      brokerLogs[broker].takeBackUpload()
      beginUpload(of: broker)
    }
    writeAgain(on: broker)
  }

  /// A broker that has kept records waiting takes them into its log.
  mutating func writeAgain(on broker: BrokerID) {
    if !brokers[broker].isUp {
      // Its process has ended, and what it kept waiting with it.
    } else if profile == .ideal {
      for id in partitions.ids where isLed(id, by: broker) { publish(id) }
    } else {
      gather(on: broker)
    }
    noteReleased(brokers[broker].cluster)
  }
}
