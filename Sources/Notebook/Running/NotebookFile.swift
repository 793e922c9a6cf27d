import Foundation
import Session
import Tensors

/// A notebook's file, read again when it has been written to.
final class NotebookFile {
    let path: String
    private(set) var document: Document
    private var stamp: FileStamp?

    /// - Throws: `DocumentFault`.
    init(_ path: String) throws {
        self.path = path
        stamp = Self.stamp(path)
        document = try Document.read(path)
    }

    /// Reads the file again if it was written to; whether it was.
    @discardableResult
    func refresh() throws -> Bool {
        let now = Self.stamp(path)
        guard now != stamp else { return false }
        document = try Document.read(path)
        stamp = now
        return true
    }

    /// Replaces cells, each as it was edited, by other code, and nothing else in the file; the file is replaced whole or
    /// not at all.
    func save(_ drafts: [(cell: Cell, code: String)], through store: Store) throws {
        var changed = try Document.read(path)
        for (edited, code) in drafts {
            guard let cell = changed.cells.first(where: { $0.id == edited.id }) else {
                throw CellIsGone(id: edited.id, path: path)
            }
            guard cell.code == edited.code else { throw EditIsSetAside(id: edited.id) }
            changed = try Document(path: path, source: changed.replacing(cell, with: code))
        }
        let absolute = URL(fileURLWithPath: path).path
        try store.commit(page: "", events: [], files: [(absolute, Array(changed.source.utf8))])
        try refresh()
    }

    /// Tells whether a file has been written to since; nil where there is none.
    private static func stamp(_ path: String) -> FileStamp? {
        var status = stat()
        return stat(path, &status) == 0 ? FileStamp(status) : nil
    }
}

/// A cell to be saved that somebody took out of the file meanwhile.
struct CellIsGone: Fault {
    var id: String
    var path: String
    var cause: String { "'\(path)' no longer has a cell '\(id)'" }
    var remedy: String? { "the edit is still in the session: :edit shows it once the cell is back" }
}
