import Documents
import ScenarioFormat
import Testing

/// A migration in which much goes wrong within two minutes: one fault of every kind.
enum BusyMigration {
  static let faults = [
    #"{ "kind": "broker-crash", "cluster": "old", "broker": 0, "at": "15s", "for": "12s" }"#,
    #"{ "kind": "host-loss", "cluster": "new", "broker": 1, "at": "switch+3s", "for": "15s" }"#,
    #"{ "kind": "cluster-down", "cluster": "new", "at": "30s", "for": "4s" }"#,
    #"{ "kind": "slow-sink", "group": "g", "at": "20s", "for": "10s", "service": "80ms" }"#,
    #"{ "kind": "slow-consumer", "group": "h", "at": "20s", "for": "9s", "service": "70ms" }"#,
    #"{ "kind": "burst", "producer": "p", "at": "25s", "for": "5s", "rate": "30/s" }"#,
    #"{ "kind": "link-crash", "link": "copy", "at": "18s", "for": "7s" }"#,
    #"{ "kind": "member-crash", "group": "g", "member": 0, "at": "12s", "for": "20s" }"#,
    #"""
    {
      "kind": "schema-reject", "at": "10s", "for": "15s", "group": "h",
      "share": "1/10", "then": "skip"
    }
    """#,
    #"""
    {
      "kind": "retention", "topic": "t", "cluster": "old", "at": "40s", "for": "20s", "to": "10s"
    }
    """#,
  ]

  static func file(faults: [String] = faults, more: String = "") -> ScenarioFile {
    let file = ScenarioFile(Array(text(faults, more).utf8), file: "busy.json")
    if !file.isValid {
      Issue.record("\(file.diagnostics.map(\.description).joined(separator: "\n"))")
    }
    return file
  }

  private static func text(_ faults: [String], _ more: String) -> String {
    #"""
    {
      "migsim": 1, "name": "busy", "seed": 11, \#(more)
      "clusters": {
        "old": { "kafka": "3.9", "brokers": 3, "config": { "log.retention.check.interval.ms": 10000 } },
        "new": { "kafka": "4.1", "brokers": 2 }
      },
      "topics": {
        "t": {
          "partitions": 2, "replicationFactor": 2,
          "keys": { "count": 12, "distribution": { "zipf": 1.1 } },
          "config": { "segment.ms": 5000 }
        }
      },
      "producers": {
        "p": { "topic": "t", "rate": "4/s", "instances": 2, "config": { "acks": "1" } }
      },
      "groups": {
        "g": { "topics": ["t"], "members": 2 },
        "h": { "topics": ["t"], "commits": "after-batch" }
      },
      "links": {
        "copy": {
          "from": "old", "to": "new", "layer": "mirror-maker-2", "running": true,
          "config": {
            "sync.group.offsets.enabled": true, "sync.group.offsets.interval.seconds": 5,
            "emit.checkpoints.interval.seconds": 5, "offset.flush.interval.ms": 10000,
            "replication.policy.class": "IdentityReplicationPolicy"
          }
        }
      },
      "plan": {
        "observe": "10s", "holdback": "10s",
        "steps": [
          { "name": "readers", "at": "35s", "do": { "move-groups": ["g"], "to": "new" } },
          { "name": "switch", "at": "50s", "do": { "move-producers": "all", "to": "new" } }
        ]
      },
      "faults": [\#(faults.joined(separator: ",\n"))]
    }
    """#
  }
}
