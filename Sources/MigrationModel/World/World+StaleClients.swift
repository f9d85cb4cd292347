import Accounting
import KafkaModel
import SimKernel

// Clients that keep the addresses they have. A name that leads elsewhere moves nobody who is
// connected. Source: facts on migration tools, section 7; KAFKA-12193.

/// What a plan wanted of a producer that does not hear of it.
package struct UnheardWish: Equatable, Sendable {
  package var cluster: ClusterID
  package var isRunning: Bool
}

/// What a plan tells a producer.
enum ProducerOrder: Equatable {
  case stop
  case start(on: ClusterID)
}

extension World {
  /// Whether a producer does not hear of what the plan does with it; then that is noted.
  mutating func isDeaf(_ id: ProducerID, to order: ProducerOrder) -> Bool {
    guard deafProducers[id] != nil else { return false }
    switch order {
    case .stop: deafProducers[id]?.isRunning = false
    case .start(let cluster):
      deafProducers[id] = UnheardWish(cluster: cluster, isRunning: true)
      estate.producers[id].isAstray = cluster != estate.producers[id].cluster
    }
    return true
  }

  /// A writer keeps its connections from now on, or looks its cluster up again.
  mutating func changeEndpoint(of writer: WriterID, isStale: Bool) {
    for producer in writers[writer] {
      if isStale {
        let state = estate.producers[producer].state
        deafProducers[producer] = UnheardWish(
          cluster: estate.producers[producer].cluster,
          isRunning: state == .running || state == .stuck)
      } else if let wish = deafProducers[producer] {
        deafProducers[producer] = nil
        hear(wish, producer)
      }
    }
    noteSeparations()
  }

  private mutating func hear(_ wish: UnheardWish, _ producer: ProducerID) {
    if estate.producers[producer].isAstray {
      estate.producers[producer].isAstray = false
      repoint(producer, to: wish.cluster)
    }
    if !wish.isRunning { estate.closeProducer(producer) }
  }
}
