import Foundation
import Notebook
import Session
import Tensors
import Verbs

/// `foley remake`: makes a figure again from the recipe inside it and compares.
struct RemakeCommand {
    let figure: String
    let options: Invocation.Options

    /// The exit status: 0 where the figure is the same or within tolerance, 1 where it differs.
    func run() throws -> Int32 {
        Interrupt.install()
        let path = absolutePath(figure)
        // The files that the recipe names are those of the project one stands in, wherever the figure was copied to.
        let place = try SessionPlace(folder: FileManager.default.currentDirectoryPath, options: options)
        let remake = try Remake(figure: path, shownAs: figure, store: place.store, places: place.places, threads: options.threads)
        for input in remake.changedInputs { print("note: \(input) is not the file that the figure was made from") }
        switch remake.verdict {
        case .same:
            print("\(figure): the same, to the bit")
        case .within(let difference):
            print("\(figure): the same within tolerance (largest difference \(difference) of 255)")
        case .different(let share, let difference):
            let percent = (share * 1000).rounded() / 10
            let beside = (path as NSString).deletingPathExtension + ".remade.png"
            print("\(figure): different in \(percent) % of its pixels (by up to \(difference) of 255)")
            do {
                try place.store.commit(page: "remake", events: [], files: [(beside, remake.bytes)])
                print("  the new one is in \((beside as NSString).lastPathComponent), beside it")
            } catch let fault as any Fault where !(fault is Interrupted) {
                print("  the new one is not kept: \(fault.cause)")
            }
            return 1
        }
        return 0
    }
}
