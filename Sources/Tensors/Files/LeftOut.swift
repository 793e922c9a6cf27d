/// Part of a file of arrays that is whole and holds no real numbers, or none that are read.
public struct LeftOut: Sendable, Equatable {
    public let name: String
    /// What it holds instead, with its type as the file spells it: `text of type '<U12'`, `type F8_E4M3`.
    public let content: String
    /// How to save it so that it is read, where there is a good answer.
    public let remedy: String?

    public init(_ name: String, _ content: String, remedy: String? = nil) {
        self.name = name
        self.content = content
        self.remedy = remedy
    }
}

/// The type of a NumPy array whose elements are no real numbers that are read.
struct ForeignType: Equatable {
    /// A `descr` as the file spells it: `<U12`, `|O`, or the list of a record's fields.
    let spelling: String

    private enum Kind: String {
        case records, text, objects = "Python objects", complex = "complex numbers", dates, spans = "spans of time"
        case bytes, numbers
    }

    private var kind: Kind {
        switch spelling.first == "[" ? "[" : spelling.dropFirst().first {
        case "[": .records
        case "U", "S", "a": .text
        case "O": .objects
        case "c": .complex
        case "M": .dates
        case "m": .spans
        case "V": .bytes
        default: .numbers
        }
    }

    /// `text of type '<U12'`; of a record the fields, as many as a line has room for.
    var content: String {
        guard kind == .records else { return "\(kind.rawValue) of type '\(spelling)'" }
        return "records of " + (spelling.count > 60 ? spelling.prefix(60) + "…" : spelling)
    }

    var remedy: String {
        switch kind {
        case .records: "save one field: numpy.save(file, array['field'])"
        case .text: "save the numbers alone, or a number for each text"
        case .complex: "save array.real and array.imag"
        case .dates, .spans: "save it with array.astype('int64')"
        case .objects, .bytes, .numbers: "save it with array.astype('float32')"
        }
    }
}
