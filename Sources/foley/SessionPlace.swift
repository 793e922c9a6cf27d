import Foundation
import Programs
import Session
import Study
import Tensors
import Verbs
import Workplace

/// Where a command works: the project and its session.
struct SessionPlace {
    let places: Places
    let store: Store
    /// The session of `--fresh`, which goes when the command does.
    private let passing: PassingSession?

    /// Values are collected when the session holds more than this many bytes: what earlier versions of verbs made first, then
    /// the least recently used.
    static let budget = 20 << 30

    /// The project that `folder` lies in, and its session, opened or begun.
    init(folder: String, options: Invocation.Options, at held: HeldLevel) throws {
        let data = ProcessInfo.processInfo.environment["FOLEY_DATA"].map { [absolutePath($0)] } ?? []
        let project = try Project.containing(folder)
        places = Places(project: project, dataFolders: data)
        let session = options.session.map(absolutePath) ?? project.root + "/.foley"
        passing = options.fresh ? try PassingSession(in: session) : nil
        store = try Store(
            project: project, session: passing?.folder ?? session, engine: .here, isHeldToLevel: held.isStated)
    }

    /// The project of a notebook, which has to be there: a mistyped name begins no session.
    init(notebook: String, options: Invocation.Options, at held: HeldLevel) throws {
        var isFolder: ObjCBool = false
        let path = absolutePath(notebook)
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw NoNotebook(path: notebook, isFolder: false)
        }
        guard !isFolder.boolValue else { throw NoNotebook(path: notebook, isFolder: true) }
        try self.init(folder: (path as NSString).deletingLastPathComponent, options: options, at: held)
    }

    /// Keeps the session within its bounds; removes that of `--fresh`.
    func close() throws {
        if let passing {
            try passing.remove()
        } else if !store.isReadOnly, try store.size() > Self.budget {
            // What took longest to make goes last.
            try store.collect(budget: Self.budget, keepLast: TrainingTypes.kept, versions: .foley)
        }
    }
}

/// A notebook that cannot be opened because of its path alone.
struct NoNotebook: Fault {
    var path: String
    var isFolder: Bool
    var cause: String { isFolder ? "'\(path)' is a folder, not a notebook" : "there is no notebook '\(path)'" }
    var remedy: String? {
        isFolder ? "a file in it, such as \(path)/00-start.md" : "a notebook is a Markdown file: see notebooks/00-start.md"
    }
}

func absolutePath(_ path: String) -> String {
    let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    return (whole as NSString).standardizingPath
}
