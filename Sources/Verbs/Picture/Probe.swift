import Datasets
import Language
import Media
import Picture
import Programs
import Tensors
import Workplace

private let decode = Parameter<Bool>("decode", default: false, "Decode all pictures and sounds, which finds what is damaged")

extension Verb {
    static let probe = Verb(
        Signature(
            "probe", family: "Picture", "What the movies and sounds of a folder are, and what is wrong with them",
            details: """
                A row for each file that is not known to be something else (text, a picture, an archive): the container; codec, size \
                as it is shown, rate (pictures a second) and number of the pictures; codec, rate and channels of the sound; the \
                length; what is wrong. By the header alone, unless 'decode' asks for all of it: then number and length are what could be \
                decoded. An empty cell is what the file does not have, or its header does not tell.
                """,
            operand: .init("FOLDER", [.text], "A folder, or a file", isFolder: true), options: [decode],
            gives: TableValue.type,
            examples: [
                .init(
                    """
                    export (tone 440 Hz, length: 1 s) to "clips/a.wav"
                    export (tone 440 Hz, length: 1 s) to "clips/b.mp4"
                    probe "clips", decode
                    """,
                    gives: "2 rows: path, container, pictures, width, height, fps, count, sound, rate, channels, seconds, wrong")
            ], version: 2)
    ) { call in
        let source: SourceFile = try call.operand()
        let isFolder = Places.isFolder(source.absolute)
        let files = isFolder ? try DatasetFiles.media(below: source.absolute) : [""]
        let decoding = try call(decode)
        let pool = call.context.movies
        func place(_ folder: String, _ file: String) -> String {
            isFolder ? folder + (folder.hasSuffix("/") ? "" : "/") + file : folder
        }
        let reports = try call.context.parallel.map(files.count) { index in
            let name = place(source.path, files[index])
            return (name, try MediaReport(place(source.absolute, files[index]), shownAs: name, decoding: decoding, pool: pool))
        }
        // What is known to be something else, and is not called like media, has no row.
        return Self.table(of: reports.filter { !isFolder || !$1.isForeign || MediaNames.promisesMedia($0) })
    }

    private static func table(of reports: [(name: String, report: MediaReport)]) -> TableValue {
        func texts(_ name: String, _ cell: (MediaReport) -> String?) -> TableValue.Column {
            .init(name: name, cells: .text(reports.map { cell($0.report) ?? "" }))
        }
        func numbers(_ name: String, digits: Int = 0, _ cell: (MediaReport) -> Double?) -> TableValue.Column {
            .init(name: name, cells: .numbers(reports.map { cell($0.report) ?? .nan }, digits: digits))
        }
        return TableValue([
            .init(name: "path", cells: .text(reports.map(\.name))),
            texts("container") { $0.movie?.container },
            texts("pictures") { $0.movie?.pictures?.codec },
            numbers("width") { $0.movie?.pictures.map { Double($0.width) } },
            numbers("height") { $0.movie?.pictures.map { Double($0.height) } },
            numbers("fps", digits: 2) { $0.movie?.pictures?.rate },
            numbers("count") { $0.pictures.map(Double.init) },
            texts("sound") { $0.sound },
            numbers("rate") { $0.rate },
            numbers("channels") { $0.channels.map(Double.init) },
            numbers("seconds", digits: 3) { $0.seconds },
            texts("wrong") { $0.complaints.joined(separator: "; ") },
        ])
    }
}
