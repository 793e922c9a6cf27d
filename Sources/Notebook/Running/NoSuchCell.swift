import Language
public import Tensors

/// A cell that the notebook does not have.
public struct NoSuchCell: Fault {
    public var id: String
    public var cells: [String]

    public init(id: String, cells: [String]) {
        self.id = id
        self.cells = cells
    }

    public var cause: String { "there is no cell '\(id)'" }
    public var remedy: String? {
        if cells.isEmpty { return "there are no cells here" }
        return nearest(to: id, among: cells).map { "did you mean '\($0)'?" }
            ?? "the cells are \(cells.joined(separator: ", "))"
    }
}

extension Program {
    /// The ids of the notebook's cells, in order.
    public var cells: [String] { steps.filter { !$0.step.isLine }.map(\.step.id) }
}
