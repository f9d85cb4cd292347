import Accounting
import SimKernel

// A running client that goes on with the brokers of another cluster.
// Source: KIP-899 and KIP-1102: a client that begins again with `bootstrap.servers` keeps its buffer,
// its producer id and its sequence numbers; facts section 3.5.

extension Estate {
  /// Lets an instance go on with another cluster's brokers. What waits in its buffer, and what was
  /// not answered, goes there: under the same producer id, of which that cluster knows nothing.
  ///
  /// What waits for a partition that the topic has not got there goes nowhere, and expires.
  package mutating func repointProducer(_ id: ProducerID, at local: LocalTopicID) {
    guard producers[id].local != local else { return }
    if producers[id].state == .running { create(id, upTo: recordsDue(id)) }
    endRefusal(id)
    takeBackUnanswered(id)
    producers[id].cluster = topics[local].cluster
    producers[id].local = local
    producers[id].chooser = StickyChooser()
    producers[id].deafTo = .none
    let partitions = topics[local].partitions
    for (number, outlet) in producers[id].outlets.enumerated() {
      let exists = number < partitions.count
      outlets[outlet].isUsed = exists
      outlets[outlet].staleLeader = .none
      outlets[outlet].retryAt = exists ? .zero : .never
      guard exists else { continue }
      outlets[outlet].partition = partitions[number]
      for batch in outlets[outlet].queue { batches[batch].partition = partitions[number] }
    }
    noteRights(id)
    stopHoldingForRights(id)
    for outlet in producers[id].outlets where !outlets[outlet].queue.isEmpty { pump(outlet) }
  }

  /// Whether an answer gets lost. Answers come in the order of the requests: after a lost one nothing
  /// comes over the same connection, until the producer closes it because a request timed out.
  mutating func losesAnswer(to id: BatchID) -> Bool {
    let producer = outlets[batches[id].outlet].producer
    let isFaulty = producers[producer].answersToLose > 0
    guard isFaulty || producers[producer].deafTo != .none,
      let broker = servingLeader(batches[id].partition),
      isFaulty || producers[producer].deafTo == broker
    else { return false }
    producers[producer].deafTo = broker
    producers[producer].answersToLose -= isFaulty ? 1 : 0
    producers[producer].answersLost += 1
    return true
  }

  /// The connections to the old brokers end: what was under way is sent again, in its order.
  mutating func takeBackUnanswered(_ id: ProducerID) {
    for batch in batches.ids where outlets[batches[batch].outlet].producer == id {
      guard batches[batch].state == .inFlight || batches[batch].state == .answering else {
        continue
      }
      let outlet = batches[batch].outlet
      batches[batch].serial &+= 1
      batches[batch].state = .queued
      outlets[outlet].inFlight -= 1
      let place =
        outlets[outlet].queue.firstIndex {
          batches[$0].sequence < 0 || batches[$0].sequence > batches[batch].sequence
        } ?? outlets[outlet].queue.count
      outlets[outlet].queue.insert(batch, at: place)
    }
  }
}
