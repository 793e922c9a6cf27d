public import Language
import Networks
public import Programs
public import Session
import Study
import Tensors
import Workplace

/// A network as it is described, before it has learned anything: layers, front end, class names.
public struct NetworkValue: Value {
    public static let type = ValueType("network")
    let network: Network

    init(_ network: Network) { self.network = network }

    var architecture: Architecture { network.architecture }
    var frontEnd: FrontEnd { network.frontEnd }
    var classes: [String] { network.classes }

    public static let fields: [ValueField] = [
        ValueField("parameters", .number, "How many numbers it keeps, running means and variances included") {
            (network: NetworkValue) in Constant.count(network.architecture.count)
        },
        ValueField("layers", TableValue.type, "Each layer, what leaves it, and how many numbers it keeps") {
            (value: NetworkValue) in value.network.layers
        },
    ]

    public var line: String {
        "\(architecture.name) · \(spelled(count: architecture.count)) parameters · \(frontEnd.sense.summary) · "
            + "\(classes.count) class\(classes.count == 1 ? "" : "es")"
            + (architecture.answer == .everyClass ? ", any number a clip" : "")
    }

    public var shown: Shown { .text(line + "\n\n" + network.layers.text) }

    public func payload() throws -> Payload {
        Payload(
            type: Self.type.name, line: line,
            facts: try Facts.encode(network))
    }

    public init(payload: Payload) throws {
        let network = try Facts.decode(Network.self, from: payload)
        if let objection = network.objection { throw DamagedValue(type: Self.type, what: objection) }
        self.init(network)
    }
}

extension Network {
    /// Each layer, what leaves it, and how many numbers it keeps.
    var layers: TableValue {
        let rows = architecture.table
        return TableValue([
            .init(name: "layer", cells: .text(rows.map(\.layer))),
            .init(
                name: "output", cells: .text(rows.map { $0.output.map(String.init).joined(separator: " x ") })),
            .init(name: "parameters", cells: .numbers(rows.map { Double($0.parameters) }, digits: 0)),
        ])
    }
}
