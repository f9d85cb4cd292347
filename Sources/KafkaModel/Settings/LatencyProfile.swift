import SimKernel

/// How long a network and its hosts take. Everything else comes from Kafka's own settings.
package struct LatencyProfile: Equatable, Sendable {
  package let name: String
  /// One way between a client and a broker.
  package var client = TimeAmount.zero
  /// One way between two brokers of a cluster.
  package var broker = TimeAmount.zero
  /// From a controller's decision until brokers and clients know it.
  package var metadata = TimeAmount.zero
  /// To append a batch and answer.
  package var append = TimeAmount.zero
  /// To start an application or worker process.
  package var processStart = TimeAmount.zero

  /// Nothing takes time: what the catalogue of incidents assumes.
  package static let ideal = LatencyProfile(name: "ideal")

  /// Two data centres' worth of nothing in particular: half a millisecond one way, a process in two
  /// seconds. Example values, not measured.
  package static let lan = LatencyProfile(
    name: "lan", client: .microseconds(500), broker: .microseconds(250),
    metadata: .milliseconds(200), append: .microseconds(200), processStart: .seconds(2))

  /// One machine, everything over loopback, nothing else on it. `metadata` is fitted, once, on one
  /// measured run: with acks=all writers have their answer 100 ms after the controller has fenced a
  /// broker (R04, quiet, killed brokers). How long a process took to start is told by each measured
  /// run, so it is not in here; the rest is below what could be seen.
  package static let loopback = LatencyProfile(
    name: "loopback", client: .microseconds(100), broker: .microseconds(100),
    metadata: .milliseconds(100), append: .microseconds(100))

  package static let all = [ideal, lan, loopback]
}
