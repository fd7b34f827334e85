import { Component, type ReactNode } from 'react';
import { ProblemMessage } from '../show/ProblemMessage.tsx';

/** A fault of one page leaves the shell standing. Only a class can catch what rendering throws. */
export class PageFault extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    return error ? (
      <ProblemMessage error={error} onRetry={() => window.location.reload()} />
    ) : (
      this.props.children
    );
  }
}
