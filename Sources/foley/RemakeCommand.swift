import Foundation
import Notebook
import Programs
import Session
import Tensors

/// `foley remake`: makes a figure again from the recipe inside it and compares.
struct RemakeCommand {
    let figure: String
    let options: Invocation.Options

    /// The exit status: 0 where the figure is the same or within tolerance, 1 where it differs and one engine made both, 3
    /// where it differs between engines.
    func run() throws -> Int32 {
        Interrupt.install()
        let path = absolutePath(figure)
        let held = try HeldLevel(options, stated: Remake.origin(of: path, shownAs: figure).levels?.only, by: figure)
        try held.hold()
        if let lack = held.lack { print("note: \(lack)") }
        // The files that the recipe names are those of the project one stands in, wherever the figure was copied to.
        let place = try SessionPlace(folder: FileManager.default.currentDirectoryPath, options: options, at: held)
        let remake = try Remake(figure: path, shownAs: figure, store: place.store, places: place.places, threads: options.threads)
        for input in remake.changedInputs { print("note: \(input) is not the file that the figure was made from") }
        switch remake.likeness {
        case .same:
            print("\(figure): the same, to the bit")
            return 0
        case .within(let difference):
            print("\(figure): the same within tolerance (\(difference))")
            tellEngines(remake)
            return 0
        case .different(let difference):
            print("\(figure): \(difference)")
            keepBeside(path, remake.bytes, place)
            guard !remake.isOfOneEngine else { return 1 }
            tellEngines(remake)
            print("  " + remake.whatFollows)
            return 3
        }
    }

    private func keepBeside(_ path: String, _ bytes: [UInt8], _ place: SessionPlace) {
        let beside = (path as NSString).deletingPathExtension + ".remade.png"
        do {
            try place.store.commit(page: "remake", events: [], files: [(beside, bytes)])
            print("  the new one is in \((beside as NSString).lastPathComponent), beside it")
        } catch {
            print("  the new one is not kept: \((error as? any Fault)?.cause ?? "\(error)")")
        }
    }

    private func tellEngines(_ remake: Remake) {
        guard !remake.isOfOneEngine else { return }
        print("  it was made at \(remake.there.engineText)")
        print("  this one is of \(remake.here.engineText)")
    }
}

extension Remake {
    /// Whether both figures were made by one engine.
    fileprivate var isOfOneEngine: Bool { there.isOfSameEngine(as: here) }

    fileprivate var whatFollows: String {
        guard there.engine != nil else {
            return "it does not say what made it, so nothing follows from the difference"
        }
        return hasTraining
            ? "a training stands before it: on another engine its numbers may differ, and what it learns lies as near as two seeds do"
            : "no training stands before it, so that more than its last digits should not differ: look at both"
    }
}

extension FigureOrigin {
    /// What made it, for people.
    fileprivate var engineText: String {
        guard let engine else { return "an engine that it does not name" }
        return (levels ?? engine.levels).with(engine.description)
    }
}
