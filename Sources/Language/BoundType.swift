extension Bound {
    /// The type of the value that this gives.
    public var type: ValueType {
        switch self {
        case .scalar(let scalar, _): scalar.type
        case .name(_, let type, _), .field(_, _, let type, _): type
        case .call(let call): call.signature.gives
        case .slice(let base, _, _), .negation(let base, _): base.type
        case .arithmetic(_, let left, let right, _): left.type == .number ? right.type : left.type
        case .list: .list
        }
    }

    /// Where it stands in the source.
    public var span: Span {
        switch self {
        case .scalar(_, let span), .name(_, _, let span), .field(_, _, _, let span), .slice(_, _, let span),
            .negation(_, let span), .arithmetic(_, _, _, let span), .list(_, let span):
            span
        case .call(let call): call.span
        }
    }
}
