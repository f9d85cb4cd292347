import Costing
import Documents

// What a rehearsed migration costs, in an outcome.

extension OutcomeShape {
  static let cost = ObjectShape(
    "Cost", "What it costs at the prices of a file. Sums are in millionths of the currency's unit.",
    [
      Key("prices", .text, .required, "The name of the file of prices."),
      Key("date", .text, .required, "The day on which they held."),
      Key("isExample", .boolean, .required, "Whether they are an example only."),
      Key("currency", .text, .required, "Their currency."),
      Key(
        "window", .object(bill), .optional("no step began"),
        "From the first step to the end of the plan."),
      Key("waiting", .list(of: .object(waiting)), .required, "What waiting after each step costs."),
      Key(
        "months", .list(of: .object(month)), .required,
        "What a month of all the scenario's traffic costs on each cluster."),
      Key("unpriced", .list(of: .text), .required, "What has no price and is in no sum."),
    ])

  private static let bill = ObjectShape(
    "Bill", "A sum and its lines.",
    [
      Key("micros", .integer(Int64.min...Int64.max), .required, "The sum."),
      Key("lines", .list(of: .object(line)), .required, "What it is the sum of."),
    ])

  private static let line = ObjectShape(
    "BillLine", "A line of a bill.",
    [
      Key(
        "item", .oneOf(CostItem.allCases.map { Choice($0.rawValue, $0.doc) }), .required,
        "What is paid for."),
      Key("component", .text, .required, "The part of the bill to which it belongs."),
      Key("of", .text, .required, "The cluster or link that causes it."),
      Key("quantity", .text, .required, "How much of it, as a decimal number."),
      Key("unit", .text, .required, "Of what: `ms`, `byte-ms`, `bytes` or `requests`."),
      Key("price", .text, .optional("it has none, and is in no sum"), "The price of one."),
      Key("micros", .integer(Int64.min...Int64.max), .required, "What that comes to."),
      Key("owner", .text, .required, "Who answers for it."),
    ])

  private static let waiting = ObjectShape(
    "Waiting", "What waiting after a step costs, and what going back would leave then.",
    [
      Key("after", .text, .required, "The name of the step."),
      Key(
        "soFar", .integer(Int64.min...Int64.max), .required,
        "What the window costs up to the last instant before the next step."),
      Key(
        "hourMore", .object(bill), .required,
        "What another hour costs beyond the cluster in charge."),
      Key(
        "reconcileLater", .integer(Int64.min...Int64.max),
        .optional("no time has passed, or there is no way back"),
        "How many records have to be reconciled after going back an hour later, if writers go on as they "
          + "did since the step."),
    ])

  private static let month = ObjectShape(
    "MonthlyCost", "What a month of all the scenario's traffic costs on a cluster.",
    [
      Key("cluster", .text, .required, "Its name."),
      Key("bill", .object(bill), .required, "The bill."),
      Key(
        "keptForEver", .list(of: .text), .required,
        "Topics that are kept for ever: what they take is in no sum."),
    ])
}
