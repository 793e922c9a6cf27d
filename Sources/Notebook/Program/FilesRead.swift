import Programs
import Verbs
import Workplace

/// Which steps of a program read which files, and in which state of theirs: a file that many read is looked at once.
struct FilesRead: Sendable {
    /// By path as written and digest, the places of the steps.
    private var readers: [String: [String: Set<Int>]] = [:]
    /// The places of the steps that wait for a file.
    private var waiting: Set<Int> = []

    /// How many questions it takes to look at everything.
    var count: Int { readers.count + waiting.count }

    mutating func add(_ step: PlannedStep, at place: Int) {
        if step.awaitsFile { waiting.insert(place) }
        for (path, digest) in step.files { readers[path, default: [:]][digest, default: []].insert(place) }
    }

    mutating func remove(_ step: PlannedStep, at place: Int) {
        waiting.remove(place)
        for (path, digest) in step.files {
            readers[path]?[digest]?.remove(place)
            if readers[path]?[digest]?.isEmpty == true { readers[path]?[digest] = nil }
            if readers[path]?.isEmpty == true { readers[path] = nil }
        }
    }

    /// Whether any step reads the file, by one of these names.
    func holds(_ paths: [String]) -> Bool { paths.contains { readers[$0] != nil } }

    /// The places of the steps that read the file by one of these names, and of those that wait for any.
    func readers(of paths: [String]) -> Set<Int> {
        paths.reduce(into: []) { places, path in for (_, steps) in readers[path] ?? [:] { places.formUnion(steps) } }
    }

    /// The places of all steps that wait for a file or have read one that is another now, in order.
    func changed(_ look: inout FileLook) -> [Int] {
        var places = waiting
        for (path, states) in readers {
            let now = look.digest(path)
            for (digest, steps) in states where digest != now { places.formUnion(steps) }
        }
        return places.sorted()
    }
}

/// One look at files: what one is now is asked once, however many steps read it.
struct FileLook {
    private let planner: Planner
    /// nil for a file that cannot be read.
    private var seen: [String: String?] = [:]

    init(_ planner: Planner) { self.planner = planner }

    /// How many files were looked at.
    var count: Int { seen.count }

    /// The digest of a file by its path as written; nil where it cannot be read.
    mutating func digest(_ path: String) -> String? {
        if let known = seen[path] { return known }
        let now = planner.digestNow(of: path)
        seen[path] = .some(now)
        return now
    }

    /// Whether the files, by path as written, still have these digests.
    mutating func holds(_ files: [String: String]) -> Bool {
        for (path, known) in files where digest(path) != known { return false }
        return true
    }
}
