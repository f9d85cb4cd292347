/// A shop whose billing moves to the cloud before its checkout does.
enum ShopMigration {
  /// Takes billing over where the synced positions stand: work since then is done again.
  static let careless = scenario(
    move: #"{ "name": "move-billing", "at": "1m", "do": \#(moving(to: "cloud", at: "committed")) }"#
  )

  /// Hands over the exact position, there and back.
  static let careful = scenario(
    move: #"""
      {
        "name": "move-billing", "at": "1m", "do": \#(moving(to: "cloud", at: "exact")),
        "rollback": [\#(moving(to: "onprem", at: "exact"))]
      }
      """#)

  private static func moving(to cluster: String, at positions: String) -> String {
    #"{ "move-groups": ["billing"], "to": "\#(cluster)", "positions": "\#(positions)" }"#
  }

  private static func scenario(move: String) -> String {
    #"""
    {
      "migsim": 1,
      "name": "shop",
      "seed": 3,
      "clusters": {
        "onprem": { "kafka": "3.9", "brokers": 1 },
        "cloud": { "kafka": "4.1", "brokers": 1 }
      },
      "topics": { "orders": { "partitions": 2, "keys": { "count": 40 } } },
      "producers": { "checkout": { "topic": "orders", "rate": "4/s" } },
      "groups": { "billing": { "topics": ["orders"] } },
      "links": {
        "mm2": {
          "from": "onprem", "to": "cloud", "layer": "mirror-maker-2",
          "config": {
            "sync.group.offsets.enabled": true,
            "replication.policy.class": "IdentityReplicationPolicy",
            "replication.factor": 1
          }
        }
      },
      "plan": {
        "holdback": "30s", "observe": "10s",
        "steps": [{ "name": "copy", "do": { "start-link": "mm2" } }, \#(move)]
      }
    }
    """#
  }
}
