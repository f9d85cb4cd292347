import Accounting
import ClusterImport
import Documents
import Testing

/// In partition 0 the copy lies 980 - 880 = 100 below its source, in partition 1 970 - 870 = 100.
@Suite("Positions of groups on the target")
struct GroupPositionTests {
  @Test func `are counted back by the shift of the copy`() throws {
    let finding = try SmallEstate().finding(.offsetTranslationCoarse)
    // 990 - 100 - 850 and 960 - 100 - 850; ten of the first lie beyond the end of the copy.
    #expect(finding.records == 50)
    #expect(finding.byPartition == [40, 10])
    #expect(finding.text.contains("10 of them still to be copied"))
  }

  @Test func `say nothing when they are exact`() {
    var estate = SmallEstate()
    estate.positions = (["960", "960"], ["860", "860"])
    #expect(!estate.imported().findings.contains { $0.text.contains("group g") })
  }

  @Test func `pass records over when they are too far ahead`() throws {
    var estate = SmallEstate()
    estate.positions = (["950", "960"], ["870", "860"])
    let finding = try estate.finding(.offsetOvertranslated)
    #expect(finding.severity == .critical)
    #expect(finding.records == 20)
    #expect(finding.text.contains("would pass over 20 records of t"))
  }

  @Test func `lie past the end of the log`() throws {
    var estate = SmallEstate()
    estate.positions.target = ["850", "960"]
    let finding = try estate.finding(.offsetOvertranslated)
    #expect(finding.text.contains("past the end of t on b in 1 partition, by 90 records"))
    #expect(finding.text.contains("these are the numbers of a"))
  }

  @Test func `lie before the beginning of the log`() throws {
    var estate = SmallEstate()
    estate.starts.target = [0, 851]
    let result = estate.imported()
    #expect(result.findings.contains { $0.text.contains("before the first record of t on b") })
  }

  @Test func `are missing where the table has a dash`() throws {
    var estate = SmallEstate()
    estate.positions.target = ["850", "-"]
    let finding = try estate.finding(.offsetNotMirrored)
    #expect(finding.text.contains("has no position in t on b in partition 1, though it is listed"))
    #expect(finding.proofs.map(\.description).contains("groups.b:6:1"))
    #expect(try estate.finding(.offsetTranslationCoarse).byPartition == [40])
  }

  @Test func `are missing where the table has no line`() throws {
    var estate = SmallEstate()
    estate.positions.target = ["850", nil]
    let finding = try estate.finding(.offsetNotMirrored)
    #expect(finding.text.contains("has no position in t on b in partition 1: the mirror takes it"))
  }

  @Test func `have reasons for being missing`() throws {
    var estate = SmallEstate()
    estate.positions.target = []
    estate.properties += "\na->b.groups = h.*\n"
    #expect(try estate.finding(.offsetNotMirrored).text.contains("groups = \"h.*\" does not take"))
    estate.properties += "a->b.groups.exclude = g\n"
    let finding = try estate.finding(.offsetNotMirrored)
    #expect(finding.text.contains("groups.exclude = \"g\" leaves it out"))
    #expect(finding.text.contains("earliest reads 1750 records again, latest passes 10 over"))
    #expect(finding.proofs.map(\.description).contains("mm2.properties:6:1"))
  }

  @Test func `are not there on the source either`() throws {
    var estate = SmallEstate()
    estate.positions.source = ["990", "-"]
    let texts = estate.imported().findings.map(\.text)
    #expect(texts.contains { $0.contains("has committed nothing in partition 1 of t on a") })
    estate.positions.source = ["990", nil]
    let others = estate.imported().findings.map(\.text)
    #expect(others.contains { $0.contains("group g is not listed for partition 1 of t on a") })
    let positions = try estate.scenario()["groups"]?["g"]?["positions"]
    #expect(positions?["a"]?["t"] == [990, .null])
    #expect(positions?["b"]?["t"] == [850, 850])
  }

  @Test func `are behind what retention has left`() throws {
    var estate = SmallEstate()
    estate.positions.source = ["990", "80"]
    estate.positions.target = ["850", "0"]
    let texts = estate.imported().findings.map(\.text)
    #expect(texts.contains { $0.contains("20 offsets behind the first record of t on a") })
  }

  @Test func `lie past the end on the source`() throws {
    var estate = SmallEstate()
    estate.positions.source = ["990", "1005"]
    let texts = estate.imported().findings.map(\.text)
    #expect(texts.contains { $0.contains("stands past the end of t on a in partition 1") })
    #expect(try estate.scenario()["groups"]?["g"]?["positions"]?["a"]?["t"] == [990, 1000])
  }

  @Test func `of topics without a copy are no part of it`() {
    var estate = SmallEstate()
    estate.properties += "\na->b.topics = u\n"
    let result = estate.imported()
    #expect(result.findings.map(\.text).contains { $0.hasPrefix("g on a read nothing that") })
    #expect(result.findings.contains { $0.text.contains("told to copy u, which a does not have") })
    #expect(result.scenario != nil)
  }

  @Test func `are not written while the group is at work there`() throws {
    var estate = SmallEstate()
    estate.remarks.target = ""
    estate.members.target = "c-2"
    let finding = try estate.finding(.overlapUnfenced)
    #expect(finding.text.contains("has 1 member on b, and 1 on a"))
  }

  @Test func `may belong to groups with blanks in their names`() throws {
    var estate = SmallEstate()
    estate.group = "my own group"
    let finding = try estate.finding(.offsetTranslationCoarse)
    #expect(finding.text.contains("group \"my own group\" would read 50 records"))
    #expect(estate.imported().assumed.contains { $0.contains("names that the format does not") })
    #expect(try estate.scenario()["groups"] == nil)
  }

  @Test func `move although all groups were stopped for the files`() throws {
    var estate = SmallEstate()
    estate.members.source = "-"
    estate.remarks.source = "Consumer group 'g' has no active members."
    let scenario = try estate.scenario()
    #expect(scenario["groups"]?["g"]?["running"]?.bool == false)
    #expect(scenario["plan"]?["steps"]?[0]["do"]?["move-groups"] == ["g"])
  }
}
