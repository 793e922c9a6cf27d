import Datasets
public import Language
import Networks
public import Programs
public import Session
import Tensors

/// A network as it is described, before it has learned anything: layers, front end, class names.
public struct NetworkValue: Value {
    public static let type = ValueType("network")
    let architecture: Architecture
    let frontEnd: FrontEnd
    let classes: [String]

    init(_ architecture: Architecture, _ frontEnd: FrontEnd, classes: [String]) {
        self.architecture = architecture
        self.frontEnd = frontEnd
        self.classes = classes
    }

    /// For the classes of `table`: one of them for each clip, or of each whether it is there, where clips may have several.
    init(_ architecture: Architecture, _ frontEnd: FrontEnd, of table: ClipTable) {
        self.init(
            table.hasManyLabels ? architecture.answeringForEveryClass : architecture, frontEnd, classes: table.classes)
    }

    public static let fields: [ValueField] = [
        ValueField("parameters", .number, "How many numbers it keeps, running means and variances included") {
            (network: NetworkValue) in Constant.count(network.architecture.count)
        },
        ValueField("layers", TableValue.type, "Each layer, what leaves it, and how many numbers it keeps") {
            (network: NetworkValue) in network.layers
        },
    ]

    public var line: String {
        "\(architecture.name) · \(spelled(count: architecture.count)) parameters · \(frontEnd.summary) · "
            + "\(classes.count) class\(classes.count == 1 ? "" : "es")"
            + (architecture.answer == .everyClass ? ", any number a clip" : "")
    }

    public var shown: Shown { .text(line + "\n\n" + layers.text) }

    var layers: TableValue {
        let rows = architecture.table
        return TableValue([
            .init(name: "layer", cells: .text(rows.map(\.layer))),
            .init(
                name: "output", cells: .text(rows.map { $0.output.map(String.init).joined(separator: " x ") })),
            .init(name: "parameters", cells: .numbers(rows.map { Double($0.parameters) }, digits: 0)),
        ])
    }

    private struct Record: Codable {
        var architecture: Architecture
        var frontEnd: FrontEnd
        var classes: [String]
    }

    public func payload() throws -> Payload {
        Payload(
            type: Self.type.name, line: line,
            facts: try Facts.encode(Record(architecture: architecture, frontEnd: frontEnd, classes: classes)))
    }

    public init(payload: Payload) throws {
        let record = try Facts.decode(Record.self, from: payload)
        if let objection = networkObjection(record.architecture, record.frontEnd, record.classes) {
            throw DamagedValue(type: Self.type, what: objection)
        }
        self.init(record.architecture, record.frontEnd, classes: record.classes)
    }
}

/// Why layers, front end and classes make no network together; nil where they do.
func networkObjection(_ architecture: Architecture, _ frontEnd: FrontEnd, _ classes: [String]) -> String? {
    if architecture.shapes.last != [classes.count] { return "its last layer has not one unit for each class" }
    if Set(classes).count != classes.count { return "two of its classes have one name" }
    return architecture.input == frontEnd.input
        ? nil : "its first layer takes other examples than it hears or sees"
}

extension FrontEnd {
    /// `96 bands x 173 frames (4.0 s at 22.05 kHz)`, or `8 pictures of 64 x 64 px (2.0 s at 4 Hz)`
    var summary: String {
        switch self {
        case .sound(let sound):
            "\(sound.rows) \(sound.features == .mel ? "bands" : "coefficients") x \(sound.frames) frames "
                + "(\(spelled(seconds: length)) at \(Constant.hertz(sound.rate).line))"
        case .pictures(let pictures):
            "\(pictures.count)\(pictures.colour == .grey ? " grey" : "") picture\(pictures.count == 1 ? "" : "s") of "
                + "\(pictures.width) x \(pictures.height) px (\(spelled(seconds: length)) at \(Constant.hertz(pictures.rate).line))"
        case .both(let both):
            "\(FrontEnd.sound(both.sound).summary) beside \(FrontEnd.pictures(both.pictures).summary)"
        }
    }
}
