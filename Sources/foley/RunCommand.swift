import Dispatch
import Foundation
import Notebook
import Session
import Tensors
import Verbs

/// `foley run`: every cell of the notebooks, in order, from the files alone; stops at the first error.
struct RunCommand {
    let notebooks: [String]
    let options: Invocation.Options

    /// The exit status: 0, 1 after an error, 130 after Control-C.
    func run() throws -> Int32 {
        Interrupt.install()
        let timings = try options.timings.map { try Timings(path: $0) }
        for notebook in notebooks {
            let absolute = absolutePath(notebook)
            let place = try SessionPlace(for: absolute, options: options)
            defer { place.close() }
            let screen = Screen()
            let page = try OpenPage(
                store: place.store, places: place.places, notebook: notebook, remembers: false)
            let runner = PageRunner(page, threads: options.threads) { happening in
                timings?.take(happening, notebook: notebook)
                screen.tell(happening)
            }
            do {
                try run(runner, on: screen)
            } catch let failure as StepFailure {
                screen.fail(failure.rendered())
                return failure.isInterruption ? 130 : 1
            }
            try screen.check()
            try timings?.check()
        }
        return 0
    }

    private func run(_ runner: PageRunner, on screen: Screen) throws {
        let cells = runner.page.program.cells
        screen.title(runner.page.name)
        guard !cells.isEmpty else { return screen.line("no cells: a cell is a fenced block that begins with ```foley") }
        let start = DispatchTime.now().uptimeNanoseconds
        for cell in cells { try runner.run(cell: cell) }
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
        screen.summary(cells: cells.count, seconds: seconds)
    }
}

/// Where a command works: the project and its session.
struct SessionPlace {
    let places: Places
    let store: Store
    private let passing: String?

    /// The project that `path` (a notebook, or a folder) lies in, and its session, opened.
    init(for path: String, options: Invocation.Options) throws {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        let folder = exists && isFolder.boolValue ? path : (path as NSString).deletingLastPathComponent
        let data = ProcessInfo.processInfo.environment["FOLEY_DATA"].map { [absolutePath($0)] } ?? []
        let project = try Project.containing(folder)
        places = Places(project: project, dataFolders: data)
        let session = options.session.map(absolutePath) ?? project.root + "/.foley"
        passing = options.fresh ? session + "/fresh-\(getpid())" : nil
        store = try Store(project: project, session: passing ?? session)
    }

    /// Removes the session of `--fresh`.
    func close() {
        guard let passing else { return }
        do { try FileManager.default.removeItem(atPath: passing) } catch {
            Foley.tell("note: \(passing) could not be removed: \(error)\n")
        }
    }
}

func absolutePath(_ path: String) -> String {
    let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    return (whole as NSString).standardizingPath
}
