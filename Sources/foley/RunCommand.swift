import Dispatch
import Foundation
import Notebook
import Tensors

/// `foley run`: every cell of the notebooks, in order, from the files alone; stops at the first error.
struct RunCommand {
    let notebooks: [String]
    let options: Invocation.Options

    /// The exit status: 0, 1 after an error, 130 after Control-C.
    func run() throws -> Int32 {
        Interrupt.install()
        let levels = try notebooks.map { try HeldLevel(options, stated: Document.level(of: $0), by: $0) }
        // A level is a process's for life.
        guard Set(levels.map(\.level)).count == 1 else {
            return try LevelProcesses(options).run(notebooks, at: levels.map(\.level))
        }
        try levels[0].hold()
        let timings = try options.timings.map { try Timings(path: $0) }
        for (notebook, held) in zip(notebooks, levels) {
            let place = try SessionPlace(notebook: notebook, options: options, at: held)
            let screen = Screen()
            if let lack = held.lack { screen.line("note: \(lack)") }
            let page = try OpenPage(
                store: place.store, places: place.places, notebook: notebook, remembers: false)
            let runner = PageRunner(page, threads: options.threads, memory: options.memory) { happening in
                timings?.take(happening, notebook: notebook)
                screen.tell(happening)
            }
            let result = Result { try self.status(of: runner, on: screen) }
            try place.close()
            let status = try result.get()
            guard status == 0 else { return status }
        }
        return 0
    }

    private func status(of runner: PageRunner, on screen: Screen) throws -> Int32 {
        do {
            try run(runner, on: screen)
            return 0
        } catch let failure as StepFailure {
            screen.fail(failure.rendered(width: screen.window))
            return failure.isInterruption ? 130 : 1
        }
    }

    private func run(_ runner: PageRunner, on screen: Screen) throws {
        let cells = runner.page.program.cells
        screen.title(runner.page.name)
        guard !cells.isEmpty else { return screen.line("no cells: a cell is a fenced block that begins with ```foley") }
        let start = DispatchTime.now().uptimeNanoseconds
        try runner.inARow { for cell in cells { try runner.run(cell: cell) } }
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
        screen.summary(cells: cells.count, seconds: seconds)
    }
}
