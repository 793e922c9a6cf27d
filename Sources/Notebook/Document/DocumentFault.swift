import Tensors

/// What is wrong with a notebook file, and where.
public struct DocumentFault: Fault, Equatable {
    public var path: String
    /// Counted from 1; nil where the whole file is at fault.
    public var line: Int?
    public var problem: Problem

    public enum Problem: Error, Equatable {
        case missing
        case folder
        /// The system's own words for why it cannot be read.
        case unreadable(reason: String)
        case tooLarge(limit: Int)
        case notUTF8
        case nestedTooDeeply(limit: Int)
        /// A mark that a merge leaves where two versions of a file cannot be made one.
        case conflict(String)
        case unclosedFence(String)
        case swallowedCell(openedAt: Int, fence: String)
        case badName(String)
        case secondName(String)
        case repeatedName(String, firstLine: Int)
        case unknownOption(String, suggestion: String?)
        case repeatedOption(String)
        case badTolerance(String)
        case unknownLevel(String)
        case repeatedLevel
        /// The cell is not one of this file as it was read.
        case strangeCell(String)
        /// A line of the code, counted from 1, is itself a closing fence.
        case fenceInCode(codeLine: Int, fence: String)
        /// The list or quote around the cell leaves no way to write the code.
        case unwritable(String)
    }

    init(_ path: String, line: Int? = nil, _ problem: Problem) {
        self.path = path
        self.line = line
        self.problem = problem
    }

    public var cause: String {
        let place = line.map { "\(path):\($0)" } ?? path
        return "\(place): \(sentence)"
    }

    private var sentence: String {
        switch problem {
        case .missing: "no such file"
        case .folder: "this is a folder, not a notebook"
        case .unreadable(let reason): "the file cannot be read: \(reason)"
        case .tooLarge(let limit): "the file is larger than \(limit >> 20) MB"
        case .notUTF8: "the text is not UTF-8"
        case .nestedTooDeeply(let limit): "lists and quotes stand more than \(limit) deep inside each other"
        case .conflict(let mark): "'\(mark)' is a mark of a merge conflict"
        case .unclosedFence: "the fence that opens here is never closed"
        case .swallowedCell(let opened, _): "a cell begins here, but the fence of line \(opened) is still open"
        case .badName(let name): "'#\(name)' cannot name a cell"
        case .secondName(let name): "'#\(name)' is a second name for one cell"
        case .repeatedName(let name, let first): "'#\(name)' already names the cell at line \(first)"
        case .unknownOption(let word, _): "a cell has no option '\(word)'"
        case .repeatedOption(let word): "the option '\(word)' is given twice"
        case .badTolerance(let text): "'\(text)' is not a tolerance"
        case .unknownLevel(let word): "'\(word)' is no level of instructions"
        case .repeatedLevel: "the level of instructions is stated twice"
        case .strangeCell(let name): "cell \(name) is not in the file as it was read"
        case .fenceInCode(let line, _): "line \(line) of the code would close the cell's fence"
        case .unwritable(let name): "the code cannot be written into the list or quote around cell \(name)"
        }
    }

    public var remedy: String? {
        switch problem {
        case .missing: "check the spelling of the path"
        case .folder: "name a file in it"
        case .unreadable: "check the permissions of the file and its folder"
        case .tooLarge: "split the notebook"
        case .notUTF8: "save the file as UTF-8"
        case .nestedTooDeeply: "take some of the levels away"
        case .conflict: "keep what is meant of both sides, and take the lines <<<<<<<, ======= and >>>>>>> away"
        case .unclosedFence(let fence): "write \(fence) on a line of its own where the block ends"
        case .swallowedCell(_, let fence): "write \(fence) above, or open that fence with \(fence)\(fence.prefix(1))"
        case .badName: "use letters, digits, '-', '_' and '.', beginning with a letter, a digit or '_'"
        case .secondName, .repeatedOption: "take one of them away"
        case .repeatedName: "choose another name"
        case .unknownOption(_, let suggestion?): "did you mean '\(suggestion)'?"
        case .unknownOption: "the options are \(CellOptions.words.joined(separator: ", ")); a name is written #name"
        case .badTolerance: "write a number, as in tolerance=0.01 or tolerance=1%"
        case .unknownLevel: "the levels are \(Level.named.map(\.rawValue).joined(separator: ", ")); see: foley help isa"
        case .repeatedLevel: "take one of them away"
        case .strangeCell: "read the file again"
        case .fenceInCode(_, let fence): "open and close the cell in the file with \(fence)\(fence.prefix(1))"
        case .unwritable: "move the cell out of it"
        }
    }
}
