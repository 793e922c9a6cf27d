internal import GRDB
import Glibc
import Tensors

/// A path that the session keeps for itself.
public struct ReservedPath: Fault, Equatable {
    public let path: String
    public var cause: String { "'\(path)' belongs to the session itself" }
    public var remedy: String? { "write the file elsewhere in the project" }
}

/// Another prompt has added to a page since it was read.
public struct PageMoved: Fault, Equatable {
    public let page: String
    public var cause: String { "another prompt has changed the page '\(page)'" }
    public var remedy: String? { "run it again" }
}

/// What an exported file was made from, so that it is known again when another engine would make it otherwise.
public struct Exported: Sendable, Equatable {
    /// The recipe's key.
    public let recipe: Key
    /// At which levels of instructions it and all that it was made from was made.
    public let levels: Levels

    public init(recipe: Key, levels: Levels) {
        self.recipe = recipe
        self.levels = levels
    }
}

/// What a commit has done.
public struct Committed: Sendable, Equatable {
    public let events: [Event]
    /// The paths of the files that were written; those that had the same bits already are not among them.
    public let written: [String]
}

extension Store {
    /// Keeps the effects of a cell in one: its events, and the files it exports, each by a path inside the project.
    ///
    /// The files are written aside first, the events are committed, then the files are renamed into place. On a failure
    /// before the commit nothing has changed. After it, events stand whose files may be missing or old; whoever reads
    /// the events finds that by comparing, and exports again.
    ///
    /// What the files were made from is remembered where `made` says so, by the same paths.
    ///
    /// With `expectedLast` the commit holds only if the page's last event is that one; else it throws `PageMoved`.
    @discardableResult
    public func commit(
        page: String, events: [Event.Draft], files: [(path: String, bytes: [UInt8])] = [],
        made: [String: Exported] = [:], expectedLast: Int64? = nil
    ) throws -> Committed {
        guard !isReadOnly else {
            // What changes nothing may be looked at wherever it lies.
            guard events.isEmpty, try files.allSatisfy({ try StagedFile.stands($0.bytes, at: exportTarget($0.path)) })
            else { throw StoreFault.readOnly(path: path) }
            return Committed(events: [], written: [])
        }
        var exports: [StagedFile] = []
        let kept: [Event]
        do {
            for (path, bytes) in files {
                let target = try exportTarget(path)
                if let export = try StagedFile(bytes, for: target, aside: aside) { exports.append(export) }
            }
            kept = try writing { db in
                if let expectedLast {
                    let sql = "SELECT coalesce(max(id), 0) FROM event WHERE page = ? AND undone = 0"
                    let last = try Int64.fetchOne(db.cachedStatement(sql: sql), arguments: [page]) ?? 0
                    guard last <= expectedLast else { throw PageMoved(page: page) }
                }
                for (path, bytes) in files {
                    guard let made = made[path] else { continue }
                    try remember(made, try exportTarget(path), bytes, db)
                }
                return try append(page: page, events, db)
            }
        } catch {
            for export in exports.reversed() { export.discard() }
            if let fault = error as? FileFault, StoreFault.isOfPlace(fault.code), fault.path.hasPrefix(aside + "/") {
                throw StoreFault(writing: path, code: fault.code)
            }
            throw error
        }
        var failure: FileFault?
        for export in exports {
            do { try export.place() } catch {
                export.discard()
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return Committed(events: kept, written: exports.map(\.target))
    }

    /// What the file at `path`, as it stands there, was made from; nil where the session does not know, or where somebody
    /// else has written to it.
    public func exported(_ path: String, holding bytes: [UInt8]) throws -> Exported? {
        let target = try exportTarget(path)
        return try reading { db in
            let sql = "SELECT recipe, levels FROM export WHERE path = ? AND digest = ?"
            let digest = Key(digesting: bytes).description
            guard try db.tableExists("export"),
                let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [shortened(target), digest])
            else { return nil }
            return Exported(recipe: Key(unchecked: try row.read(0)), levels: Levels(text: try row.read(1)))
        }
    }

    private func remember(_ made: Exported, _ target: String, _ bytes: [UInt8], _ db: Database) throws {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO export VALUES (?, ?, ?, ?)").execute(arguments: [
            shortened(target), Key(digesting: bytes).description, made.recipe.description, made.levels.text,
        ])
    }

    /// A path in the project as it is wherever the project lies.
    private func shortened(_ target: String) -> String {
        target.hasPrefix(project.root + "/") ? String(target.dropFirst(project.root.utf8.count + 1)) : target
    }

    /// Where a file may be written: inside the project, outside what the store keeps for itself.
    private func exportTarget(_ path: String) throws -> String {
        let target = try project.locate(path)
        let isReserved =
            [aside, objects, locks, folder, project.root].contains(target)
            || [aside, objects, locks].contains { target.hasPrefix($0 + "/") } || target.hasPrefix(self.path)
        if isReserved { throw ReservedPath(path: path) }
        return target
    }
}

/// An exported file, written and brought to the disk under a name of its own, ready to be renamed.
private struct StagedFile {
    let target: String
    private let staged: String
    /// The folders that had to be made for it, outermost first.
    private let madeFolders: [String]

    /// nil where the target has these bits already.
    init?(_ bytes: [UInt8], for target: String, aside: String) throws {
        self.target = target
        if try Self.stands(bytes, at: target) { return nil }
        let status = try Disk.status(target)
        let parent = Disk.parent(target)
        madeFolders = try Disk.makeFolder(parent)
        try Disk.makeFolder(aside)
        // Where it cannot be renamed from there, the file waits beside its target.
        let isNear = try Disk.areNear(parent, aside)
        let number = UInt64.random(in: .min ... .max)
        staged = isNear ? "\(aside)/\(number)" : "\(parent)/.\(Disk.name(target)).\(number)"
        do {
            guard Disk.isWritable(parent) else { throw FileFault("write", target, code: EACCES) }
            try Disk.write(staged, bytes)
            if let status, chmod(staged, status.st_mode & 0o7777) != 0 { throw FileFault("write", staged) }
        } catch {
            discard()
            throw error
        }
    }

    /// Whether the file at `target` has these bits; throws where something else than a file is there.
    static func stands(_ bytes: [UInt8], at target: String) throws -> Bool {
        guard let status = try Disk.status(target) else { return false }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileFault("write", target, code: EISDIR) }
        return try status.st_size == bytes.count && contents(ofFile: target) == bytes
    }

    /// Exports are not brought to the disk once more after the rename: one that a power failure takes is made again.
    func place() throws(FileFault) { try Disk.rename(staged, to: target) }

    /// Takes back what was made for a file that is not to come. The failure that led here is the one to report.
    func discard() {
        unlink(staged)
        for folder in madeFolders.reversed() { rmdir(folder) }
    }
}
