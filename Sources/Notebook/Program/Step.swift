import Programs

/// One piece of a page's program: a cell of the notebook, or a line typed at the prompt.
public struct Step: Sendable, Equatable {
    /// The cell's id, or `line 3`.
    public var id: String
    public var isLine: Bool
    public var source: String
    /// The number of `source`'s first line in the notebook's file; nil for a line and for a draft.
    public var firstLine: Int?
    public var isSkipped = false
    /// The cell is expected to end in an error.
    public var fails = false
    /// A draft stands in for what the file says.
    public var isEdited = false
    /// A draft that does not stand in, as the cell reads otherwise in the file than when it was edited.
    public var setAside: String?

    /// As what gives names their meaning.
    var origin: Origin { Origin(id: id, isLine: isLine) }

    /// What tells of a draft beside the cell's name; nil where there is none.
    public var mark: String? { isEdited ? "edited" : setAside == nil ? nil : "changed in the file, its edit is set aside" }
}
