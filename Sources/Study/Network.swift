public import Datasets
public import Networks
public import Tensors

/// A network as it is described, before it has learned anything: layers, front end, class names.
public struct Network: Sendable, Codable {
    public let architecture: Architecture
    public let frontEnd: FrontEnd
    public let classes: [String]

    public init(_ architecture: Architecture, _ frontEnd: FrontEnd, classes: [String]) {
        self.architecture = architecture
        self.frontEnd = frontEnd
        self.classes = classes
    }

    /// For the classes of `table`: one of them for each clip, or of each whether it is there, where clips may have several.
    init(_ architecture: Architecture, _ frontEnd: FrontEnd, of table: ClipTable) {
        self.init(
            table.hasManyLabels ? architecture.answeringForEveryClass : architecture, frontEnd, classes: table.classes)
    }

    /// Why layers, front end and classes make no network together; nil where they do. A file may say anything.
    public var objection: String? {
        if architecture.shapes.last != [classes.count] { return "its last layer has not one unit for each class" }
        if Set(classes).count != classes.count { return "two of its classes have one name" }
        return architecture.input == frontEnd.sense.input
            ? nil : "its first layer takes other examples than it hears or sees"
    }

    /// - Throws: `OtherClasses`, `OneClassAnswer`.
    public func checkClasses(of table: ClipTable, _ role: ClipRole) throws {
        guard table.classes == classes else { throw OtherClasses(role: role, expected: classes, found: table.classes) }
        if table.hasManyLabels, architecture.answer == .oneClass { throw OneClassAnswer(role: role) }
    }
}

/// What clips that are given to a verb are for.
public enum ClipRole: Sendable, Equatable {
    /// To learn from.
    case learned(verb: String)
    /// To choose the best epoch by.
    case validation
    /// To judge what has learned.
    case judged(verb: String)

    /// `train … on`
    var words: String {
        switch self {
        case .learned(let verb), .judged(let verb): "\(verb) … on"
        case .validation: "train's 'validate'"
        }
    }
}

/// Clips of other classes than the network tells apart.
struct OtherClasses: Fault {
    var role: ClipRole
    var expected: [String]
    var found: [String]

    var cause: String {
        let unknown = found.filter { !expected.contains($0) }
        let missing = expected.filter { !found.contains($0) }
        let parts =
            (unknown.isEmpty ? [] : ["it does not know \(spelled(names: unknown))"])
            + (missing.isEmpty ? [] : ["the clips have no \(spelled(names: missing))"])
        return "\(role.words) has other classes than the network: " + parts.joined(separator: ", and ")
    }
    var remedy: String? {
        switch role {
        case .validation: "choose clips of the same classes"
        case .learned: "make the network from the same data set: cnn DATA"
        case .judged:
            "choose clips of classes that it knows: where DATA by class, is: [\(expected.prefix(2).joined(separator: ", "))]"
        }
    }
    var option: String? { role == .validation ? TrainOptions.validate.key : nil }
}

/// Clips of several classes, and a network that names one.
public struct OneClassAnswer: Fault {
    var role: ClipRole
    public init(role: ClipRole) { self.role = role }
    public var cause: String { "\(role.words) has clips of several classes, and the network names one" }
    public var remedy: String? { "make the network from the same data set: cnn DATA" }
}
