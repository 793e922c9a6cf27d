import Language
public import Tensors

/// Why files make no data set, or a data set no part of one.
public enum DatasetFault: Fault, Equatable {
    case notADataset(name: String)
    case noSound(name: String)
    case severalTables(name: String, tables: [String])
    case tableOptions(name: String)
    case nothingUsable(name: String, count: Int, first: ClipTable.Unreadable?)
    case noOntology(name: String)
    /// `layout` is the word of one.
    case notOfLayout(name: String, layout: String)

    case noRows(csv: String)
    case noHeader(csv: String, cell: String)
    case columnTwice(csv: String, column: String)
    /// `option` says which asked for it, where one did.
    case noColumn(name: String, column: String, columns: [String], option: String? = nil)
    case noFileColumn(csv: String, columns: [String])
    case noLabelColumn(csv: String, columns: [String])
    case ambiguousLabel(csv: String, candidates: [String])
    case noAudioFolder(csv: String, folder: String)
    case ambiguousFolder(csv: String, file: String, places: [String])
    case noFiles(csv: String, example: String, files: Int)

    case noValue(column: String, value: String, values: [String], option: String)
    case notNumbers(column: String, value: String)
    case noCondition
    case nothingLeft(conditions: String, column: String, values: [String])
    case emptySide(side: String, why: String)
    case overlap(column: String, value: String)
    case valuesWithoutColumn(side: String)
    case noShare(side: String, value: Double)
    case tooManyFolds(count: Int, groups: Int)
    case oneGroup(column: String, value: String, side: String)

    public var cause: String {
        switch self {
        case .notADataset(let name): "'\(name)' is neither a folder nor a CSV"
        case .noSound(let name): "there is no sound or movie in '\(name)'"
        case .severalTables(let name, let tables): "'\(name)' holds several tables: \(brief(tables))"
        case .tableOptions(let name): "'\(name)' has no CSV whose columns could be chosen"
        case .nothingUsable(let name, let count, let first?):
            count == 1
                ? "the one clip of '\(name)' cannot be used: \(first.path): \(first.reason)"
                : "none of the \(count) clips of '\(name)' can be used; the first is \(first.path): \(first.reason)"
        case .nothingUsable(let name, _, nil): "there is no sound or movie in '\(name)'"
        case .noOntology(let name): "'\(name)' has no ontology, 'ontology.json', whose levels could be chosen"
        case .notOfLayout(let name, let layout): "'\(name)' is not laid out as \(layout)"
        case .noRows(let csv): "'\(csv)' has a header and no rows"
        case .noHeader(let csv, let cell): "the first line of '\(csv)' already names a file, '\(cell)'"
        case .columnTwice(let csv, let column): "'\(csv)' has two columns called '\(column)'"
        case .noColumn(let name, let column, _, _): "\(name) has no column '\(column)'"
        case .noFileColumn(let csv, _): "no column of '\(csv)' seems to name sounds or movies"
        case .noLabelColumn(let csv, _): "it is not clear which column of '\(csv)' holds the class"
        case .ambiguousLabel(let csv, let candidates):
            "several columns of '\(csv)' could hold the class: \(candidates.joined(separator: ", "))"
        case .noAudioFolder(let csv, let folder): "there are no sounds or movies in '\(folder)' beside '\(csv)'"
        case .ambiguousFolder(let csv, let file, let places):
            "what '\(csv)' calls '\(file)' lies in several folders: \(brief(places))"
        case .noFiles(let csv, let example, let files):
            "none of the files that '\(csv)' names, such as '\(example)', is among the \(files) sounds and movies beside it"
        case .noValue(let column, let value, _, _): "no clip has \(column) '\(value)'"
        case .notNumbers(let column, let value): "column '\(column)' holds '\(value)', which is no number"
        case .noCondition: "where needs a condition"
        case .nothingLeft(let conditions, _, _): "no clip has \(conditions)"
        case .emptySide(let side, let why): "\(side) would be empty: \(why)"
        case .overlap(let column, let value): "\(column) '\(value)' is asked for in test and in validate"
        case .valuesWithoutColumn(let side): "\(side) cannot be given by values without a column"
        case .noShare(let side, let value): "\(side) takes a part of the clips, not \(value.spelled) times all of them"
        case .tooManyFolds(let count, let groups):
            "\(groups) clip\(groups == 1 ? "" : "s") cannot make \(count) folds (copies, and clips of one source, count once)"
        case .oneGroup(let column, let value, let side):
            "all clips have \(column) '\(value)', so that no part of them can be \(side)"
        }
    }

    public var remedy: String? {
        switch self {
        case .notADataset: "name a folder with a sub-folder for each class, or a CSV with a row for each clip"
        case .noSound:
            "a data set is a folder with a sub-folder of sounds or movies for each class, or a CSV with them beside it"
        case .severalTables(let name, let tables): "name one: dataset \"\(name)/\(tables[0])\""
        case .tableOptions: "leave the options out"
        case .nothingUsable: "copy the files again"
        case .noOntology: "put AudioSet's beside the tables, or leave the option out"
        case .notOfLayout: "leave the option out, and what is there is looked at"
        case .noRows: "write a row for each clip"
        case .noHeader: "begin the file with a line that names its columns, such as file,label"
        case .columnTwice: "rename one of them"
        case .noColumn(_, let column, let columns, _):
            nearest(to: column, among: columns).map { "did you mean '\($0)'?" }
                ?? "the columns are \(columns.joined(separator: ", "))"
        case .noFileColumn(_, let columns):
            "name it, as in file: \(columns.first ?? "file"); the columns are \(columns.joined(separator: ", "))"
        case .noLabelColumn(_, let columns):
            columns.isEmpty
                ? "add a column with the class of each clip"
                : "name it, as in label: \(columns[0]); the columns are \(columns.joined(separator: ", "))"
        case .ambiguousLabel(_, let candidates): "name one, as in label: \(candidates[0])"
        case .noAudioFolder: "name a folder that lies beside the CSV, or leave the option out"
        case .ambiguousFolder(_, _, let places):
            "name the folder, as in audio: \"\(places[0].split(separator: "/").dropLast().joined(separator: "/"))\""
        case .noFiles: "put the files beside the CSV, or into a folder there"
        case .noValue(let column, _, [], _): "no clip has a \(column)"
        case .noValue(_, let value, let values, _):
            nearest(to: value, among: values).map { "did you mean '\($0)'?" } ?? "the values are \(extent(values))"
        case .notNumbers: "choose by its values: is: \"...\""
        case .noCondition: "one of is:, not:, above:, below:"
        case .nothingLeft(_, _, let values): "the values are \(extent(values))"
        case .emptySide: nil
        case .overlap: "give it to one of them"
        case .valuesWithoutColumn(let side): "name the column, as in split ... by fold, \(side): 5, or give a share, such as 20 %"
        case .noShare: "a share lies between 0 and 100 %, such as 20 %; values of a column go with 'by'"
        case .tooManyFolds(_, let groups): groups > 1 ? "ask for fewer, such as folds: \(min(groups, 5))" : nil
        case .oneGroup: "split by another column, or by none"
        }
    }

    public var option: String? {
        switch self {
        case .emptySide(let side, _), .noShare(let side, _), .valuesWithoutColumn(let side),
            .oneGroup(_, _, let side):
            side
        case .noColumn(_, _, _, let option): option ?? "by"
        case .noValue(_, _, _, let option): option
        case .overlap: "validate"
        case .tooManyFolds: "folds"
        case .noAudioFolder: "audio"
        case .noOntology: "level"
        case .notOfLayout: "layout"
        default: nil
        }
    }
}

/// Up to ten of several things, in a row.
private func brief(_ items: [String]) -> String {
    items.count <= 10 ? items.joined(separator: ", ") : items.prefix(9).joined(separator: ", ") + " ... (\(items.count) in all)"
}

/// Sorted values in a row; of many numbers the first and the last.
private func extent(_ values: [String]) -> String {
    guard values.count > 10, values.allSatisfy({ Double($0) != nil }) else { return brief(values) }
    return "\(values[0]) to \(values[values.count - 1]), \(values.count) different values"
}
